package queue

import "errors"

type Queue struct {
	items []Item
	limit int
}

func (q *Queue) Push(item Item) error {
	if len(q.items) >= q.limit {
		return errors.New("queue: full")
	}
	q.items = append(q.items, item)
	return nil
}

func (q *Queue) PushFront(item Item) error {
	if len(q.items) >= q.limit {
		return errors.New("queue: full")
	}
	q.items = append([]Item{item}, q.items...)
	return nil
}

func (q *Queue) PushAll(items []Item) error {
	if len(q.items) >= q.limit {
		return errors.New("queue: full")
	}
	q.items = append(q.items, items...)
	return nil
}

func (q *Queue) PushAt(index int, item Item) error {
	if len(q.items) >= q.limit {
		‸
	}
	q.items = slices.Insert(q.items, index, item)
	return nil
}
