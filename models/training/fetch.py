"""Download and unpack every package that sources.toml names.

Versions and SHA-256 of what was fetched are kept in sources.lock.json: a locked npm package is fetched at exactly
that version; Debian 12 hands out one version of each package, and a difference from the lock is reported.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import tomllib

HERE = pathlib.Path(__file__).parent


def read_sources():
    return tomllib.loads((HERE / "sources.toml").read_text())["source"]


def unpacked(work, source):
    return work / "packages" / source["kind"] / source["name"].replace("/", "__")


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed with {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stdout


def apt_source_options(work):
    """apt options for a source list of our own, the configured Debian archives' sources, so the machine's stays as it is."""
    apt = work / "apt"
    lists = apt / "lists"
    options = ["-o", f"Dir::Etc::sourcelist={apt / 'sources.list'}", "-o", "Dir::Etc::sourceparts=/dev/null",
               "-o", f"Dir::State::lists={lists}"]
    if not (apt / "sources.list").exists():
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        archives = run("apt-get", "indextargets", "--format", "deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)",
                       "Created-By: Packages", "Origin: Debian", cwd=work)
        (apt / "sources.list").write_text(archives)
        run("apt-get", *options, "update", cwd=work)
    return options


def fetch_deb(work, name, folder, locked):
    run("apt-get", "download", name, cwd=folder)
    archive = next(folder.glob("*.deb"))
    run("dpkg-deb", "-x", archive.name, "files", cwd=folder)
    return archive, run("dpkg-deb", "-f", archive.name, "Version", cwd=folder).strip()


def fetch_debsrc(work, name, folder, locked):
    try:
        run("apt-get", *apt_source_options(work), "source", "--download-only", name, cwd=folder)
    except RuntimeError:
        # Mirrors lack some packages' Debian part; the authors' own archive is all that is read here.
        if not any(folder.glob("*.orig.tar.*")):
            raise
    description = next(folder.glob("*.dsc"))
    archive = next(path for path in sorted(folder.iterdir()) if ".orig.tar." in path.name)
    (folder / "files").mkdir()
    run("tar", "-xf", archive.name, "-C", "files", "--strip-components=1", cwd=folder)
    version = next(line.split()[1] for line in description.read_text().splitlines() if line.startswith("Version:"))
    return archive, version


def fetch_npm(work, name, folder, locked):
    wanted = f"{name}@{locked['version']}" if locked else name
    run("npm", "pack", "--ignore-scripts", wanted, cwd=folder)
    archive = next(folder.glob("*.tgz"))
    (folder / "files").mkdir()
    run("tar", "-xf", archive.name, "-C", "files", "--strip-components=1", cwd=folder)
    return archive, json.loads((folder / "files" / "package.json").read_text())["version"]


FETCH = {"deb": fetch_deb, "debsrc": fetch_debsrc, "npm": fetch_npm}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for downloads and everything derived")
    work = parser.parse_args().work.resolve()

    lock_path = HERE / "sources.lock.json"
    lock = json.loads(lock_path.read_text()) if lock_path.exists() else {}
    wanted = {(source["kind"], source["name"]): source for source in read_sources()}
    failures = []
    for number, ((kind, name), source) in enumerate(wanted.items(), 1):
        folder = unpacked(work, source)
        if (folder / "done").exists():
            continue
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        folder.mkdir(parents=True)
        key = f"{kind}:{name}"
        try:
            archive, version = FETCH[kind](work, name, folder, lock.get(key))
        except RuntimeError as error:
            failures.append(f"{key}: {error}")
            continue
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        if key in lock and lock[key]["sha256"] != digest:
            print(f"note: {key} is now {version}, the lock has {lock[key]['version']}; its text may differ")
        lock.setdefault(key, {"version": version, "sha256": digest})
        lock_path.write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n")
        archive.unlink()
        (folder / "done").touch()
        print(f"[{number}/{len(wanted)}] {key} {version}", flush=True)
    if failures:
        raise SystemExit("These packages could not be fetched; the rest is there:\n" + "\n".join(failures))


if __name__ == "__main__":
    main()
