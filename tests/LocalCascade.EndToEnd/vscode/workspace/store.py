import json


class Store:
    def __init__(self, path):
        self.path = path

    def load(self):
        with open(self.path, encoding="utf-8") as handle:
            return json.load(handle)

    def first(self):
        with open(self.path, encoding="utf-8") as handle:
            return handle.readline()

    def last(self):
        with open(self.path, encoding="utf-8") as handle:
            return handle.readlines()[-1]

    def count(self):
        with open(self.path, encoding="utf-8") as handle:
            return len(handle.readlines())

    def lines(self):
        ‸
