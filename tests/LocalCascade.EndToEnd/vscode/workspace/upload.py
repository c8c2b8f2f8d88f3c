import os


def upload_images(client, folder):
	for name in sorted(os.listdir(folder)):
		path = os.path.join(folder, name)
		if os.path.isfile(path):
			client.upload(path, name)
			print("uploaded", name)


def upload_sounds(client, folder):
	for name in sorted(os.listdir(folder)):
		path = os.path.join(folder, name)
		if os.path.isfile(path):
			client.upload(path, name)
			print("uploaded", name)


def upload_films(client, folder):
	for name in sorted(os.listdir(folder)):
		path = os.path.join(folder, name)
		if os.path.isfile(path):
			client.upload(path, name)
			print("uploaded", name)


def upload_texts(client, folder):
	‸
