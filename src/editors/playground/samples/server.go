package server

import (
	"encoding/json"
	"net/http"
)

type Server struct {
	users  *UserStore
	orders *OrderStore
	items  *ItemStore
}

func (s *Server) getUser(w http.ResponseWriter, r *http.Request) {
	user, err := s.users.Find(r.Context(), r.PathValue("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(user)
}

func (s *Server) getOrder(w http.ResponseWriter, r *http.Request) {
	order, err := s.orders.Find(r.Context(), r.PathValue("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(order)
}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request) {
	users, err := s.users.List(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(users)
}

func (s *Server) getItem(w http.ResponseWriter, r *http.Request) {
	item, err := s.items.Find(r.Context(), r.PathValue("id"))
	if err != nil {
		http.Error(w, 
	}
}
