"""Loopback emulator of the Hugging Face Hub HTTP API, in memory (standard library and PyYAML).
with Hub() as hub: ...   # clients: HF_ENDPOINT=hub.url HF_HUB_DISABLE_XET=1 HF_TOKEN=hf_owner; calls in hub.log
python hub.py --port 8765  # stand-alone
"""

import argparse
import base64
import contextlib
import datetime
import hashlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

import yaml

LFS_EXT = (".parquet", ".arrow", ".zip", ".gz", ".bin", ".npy", ".npz", ".pt", ".safetensors", ".tar", ".7z", ".zst")
GITATTR = "".join(f"*{e} filter=lfs diff=lfs merge=lfs -text\n" for e in LFS_EXT).encode()
USERS = {"hf_owner": {"name": "alice", "orgs": ["org"]}, "hf_reader": {"name": "bob", "orgs": []}}  # token -> user


def now():
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def front_matter(text):
    m = re.match(r"---\r?\n(.*?)\r?\n---", text, re.S)
    return yaml.safe_load(m.group(1)) if m else None


class HubError(Exception):
    def __init__(self, status, code="", msg="", **body):
        self.status, self.code, self.msg, self.body = status, code, msg, body


class Blob:
    def __init__(self, data, lfs=False):
        self.data, self.lfs, self.sha256 = data, lfs, hashlib.sha256(data).hexdigest()
        ptr = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(data)}\n".encode()
        raw = ptr if lfs else data
        self.oid = hashlib.sha1(b"blob %d\0" % len(raw) + raw).hexdigest()
        self.etag = self.sha256 if lfs else self.oid
        self.lfsinfo = (
            {"lfs": {"oid": self.sha256, "sha256": self.sha256, "size": len(data), "pointerSize": len(ptr)}}
            if lfs
            else {}
        )


class Repo:
    def __init__(self, kind, name, private, author):
        self.kind, self.name, self.private, self.gated, self.accepted = kind, name, private, False, set()
        self.commits, self.branches, self.tags, self.lock, self.created = {}, {}, {}, threading.Lock(), now()
        self.commit("main", {".gitattributes": Blob(GITATTR)}, "initial commit", author, None)

    def commit(self, branch, tree, title, author, parent):
        oid = hashlib.sha1(f"{self.kind}{self.name}{title}{parent}{time.time_ns()}".encode()).hexdigest()
        self.commits[oid] = {"tree": tree, "title": title, "author": author, "parent": parent, "date": now()}
        self.branches[branch] = oid
        return oid

    def resolve(self, rev):
        rev = unquote(rev)
        hits = [c for c in self.commits if len(rev) >= 7 and c.startswith(rev)]
        if found := self.branches.get(rev) or self.tags.get(rev) or (hits[0] if len(hits) == 1 else None):
            return found
        raise HubError(404, "RevisionNotFound", f"Invalid rev id: {rev}")

    def tree(self, rev):
        return self.commits[self.resolve(rev)]["tree"]


class Hub:
    def __init__(self, users=USERS, port=0, max_regular=10 * 2**20):
        self.users, self.max_regular, self.lock = users, max_regular, threading.Lock()
        self.repos, self.lfs, self.log, self.faults = {}, {}, [], []
        self.server = ThreadingHTTPServer(("127.0.0.1", port), type("H", (Handler,), {"hub": self}))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        # storage under another host name: clients must not follow it in HEAD, nor send it the token
        self.cdn = f"http://localhost:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *a):
        self.server.shutdown()
        self.server.server_close()

    def fail_next(self, times, status, pattern=""):  # fault injection: next N requests whose path matches
        self.faults += [(pattern, status)] * times

    @staticmethod
    def member(r, user):
        return user is not None and r.name.split("/")[0] in [user["name"], *user["orgs"]]

    def repo(self, kind, name, user, write=False, content=False):  # access rules
        r, no = self.repos.get((kind, name)), 401 if user is None else 403
        if r is None or (r.private and not self.member(r, user)):
            raise HubError(
                401 if user is None else 404,
                "RepoNotFound",
                "Invalid username or password." if user is None else "Repository not found",
            )
        if write and not self.member(r, user):
            raise HubError(no, "", "You don't have the rights to write to this repo")
        if content and r.gated and not self.member(r, user) and (user or {}).get("name") not in r.accepted:
            raise HubError(
                no,
                "GatedRepo",
                f"Access to {kind} {name} is restricted. You must have access to it and be authenticated to access it.",
            )
        return r

    def info(self, r, rev):
        sha, tree = r.resolve(rev), r.tree(rev)
        card = (front_matter(tree["README.md"].data.decode()) if "README.md" in tree else None) or {}
        sib = [{"rfilename": p, "size": len(b.data), "blobId": b.oid, **b.lfsinfo} for p, b in sorted(tree.items())]
        return {
            "id": r.name,
            "author": r.name.split("/")[0],
            "sha": sha,
            "private": r.private,
            "gated": r.gated,
            "disabled": False,
            "cardData": card,
            "createdAt": r.created,
            "lastModified": r.commits[sha]["date"],
            "downloads": 0,
            "likes": 0,
            "tags": card.get("tags") or [],
            "siblings": sib,
        }

    def entry(self, r, sha, path, expand):
        c = r.commits[sha]
        last = {"lastCommit": {"id": sha, "title": c["title"], "date": c["date"]}} if expand else {}
        if b := c["tree"].get(path):
            return {"type": "file", "oid": b.oid, "size": len(b.data), "path": path, **b.lfsinfo, **last}
        if any(p.startswith(path + "/") for p in c["tree"]):
            return {
                "type": "directory",
                "oid": hashlib.sha1((sha + path).encode()).hexdigest(),
                "size": 0,
                "path": path,
                **last,
            }
        return None

    def leaderboard(self, r):  # .eval_results/*.yaml of every model repo, for the tasks of the dataset's eval.yaml
        if "eval.yaml" not in r.tree("main"):
            raise HubError(404, "", "This dataset has no leaderboard")
        tasks, rows = {t["id"] for t in yaml.safe_load(r.tree("main")["eval.yaml"].data)["tasks"]}, []
        for m in [m for (kind, _), m in self.repos.items() if kind == "models"]:
            for p, b in m.tree("main").items():
                for e in yaml.safe_load(b.data) if re.fullmatch(r"\.eval_results/[^/]+\.ya?ml", p) else ():
                    if e["dataset"]["id"] == r.name and e["dataset"]["task_id"] in tasks:
                        rows.append(
                            {
                                "modelId": m.name,
                                "value": e["value"],
                                "filename": p,
                                "verified": False,
                                "source": e.get("source"),
                                "notes": e.get("notes"),
                                "author": {
                                    "type": "org",
                                    "name": m.name.split("/")[0],
                                    "fullname": "",
                                    "avatarUrl": "",
                                },
                            }
                        )
        return [{"rank": i + 1, **x} for i, x in enumerate(sorted(rows, key=lambda x: -x["value"]))]


class Handler(BaseHTTPRequestHandler):
    protocol_version, hub = "HTTP/1.1", None

    def log_message(self, *a):
        return None

    def handle(self):
        with contextlib.suppress(ConnectionError):  # a client process that ended with a kept-alive connection open
            super().handle()

    def body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        out = b""
        while n := int(self.rfile.readline().split(b";")[0], 16):
            out += self.rfile.read(n)
            self.rfile.readline()
        self.rfile.readline()
        return out

    def send(self, status, body=b"", ctype="application/json", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status = status
        self.send_response(status)
        for k, v in {"Content-Type": ctype, "Content-Length": len(body), **headers}.items():
            self.send_header(k.replace("_", "-"), str(v))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        hub, u = self.hub, urlsplit(self.path)
        self.status, self.q, self.raw, auth = (
            0,
            {k: v[-1] for k, v in parse_qs(u.query).items()},
            self.body(),
            self.headers.get("Authorization", ""),
        )
        try:
            for f in hub.faults:
                if re.search(f[0], u.path):
                    hub.faults.remove(f)
                    raise HubError(f[1], "", "injected fault")
            self.user = hub.users.get(auth.removeprefix("Bearer "))
            if auth and self.user is None:
                raise HubError(401, "", "Invalid credentials in Authorization header")
            for method, pat, name in ROUTES:
                if self.command in method.split() and (m := re.fullmatch(pat, u.path)):
                    return getattr(self, name)(**{k: unquote(v) if v else v for k, v in m.groupdict().items()})
            raise HubError(404, "", f"no route {self.command} {u.path}")
        except HubError as e:
            self.send(
                e.status,
                {"error": e.msg, **e.body},
                **({"X_Error_Code": e.code} if e.code else {}),
                X_Error_Message=e.msg,
            )
        finally:
            hub.log.append(
                f"{self.status} {self.command} {self.path}"
                + (f" [{self.headers['Range']}]" if self.headers.get("Range") else "")
            )

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - names of http.server
    js = property(lambda self: json.loads(self.raw or b"{}"))

    def flag(self, k):
        return self.q.get(k, "").lower() in ("true", "1")

    def whoami(self):
        if self.user is None:
            raise HubError(401, "", "Invalid username or password.")
        self.send(
            200,
            {
                "type": "user",
                "id": "u1",
                "name": self.user["name"],
                "fullname": "",
                "orgs": [{"type": "org", "name": o} for o in self.user["orgs"]],
                "auth": {"type": "access_token", "accessToken": {"displayName": "t", "role": "write"}},
            },
        )

    def create(self):
        j, hub = self.js, self.hub
        owner = j.get("organization") or (self.user or {}).get("name")
        if self.user is None or owner not in [self.user["name"], *self.user["orgs"]]:
            raise HubError(
                401 if self.user is None else 403,
                "",
                f'You don\'t have the rights to create a repo under the namespace "{owner}"',
            )
        kind, name = (j.get("type") or "model") + "s", f"{owner}/{j['name']}"
        url = f"{hub.url}/{'' if kind == 'models' else kind + '/'}{name}"
        with hub.lock:
            if (kind, name) in hub.repos:
                raise HubError(409, "", "You already created this repo", url=url)
            hub.repos[kind, name] = Repo(kind, name, j.get("visibility") == "private", self.user["name"])
        self.send(200, {"url": url, "name": name})

    def delete(self):
        j = self.js
        r = self.hub.repo(
            (j.get("type") or "model") + "s",
            f"{j.get('organization') or (self.user or {}).get('name')}/{j['name']}",
            self.user,
            write=True,
        )
        del self.hub.repos[r.kind, r.name]
        self.send(200, {})

    def settings(self, kind, name):
        r, j = self.hub.repo(kind, name, self.user, write=True), self.js
        r.private, r.gated = (
            j.get("visibility", "private" if r.private else "public") == "private",
            j.get("gated", r.gated),
        )
        self.send(200, {"private": r.private, "gated": r.gated})

    def grant(self, kind, name):
        self.hub.repo(kind, name, self.user, write=True).accepted.add(self.js["user"])
        self.send(200, {})

    def repo_info(self, kind, name, rev):
        self.send(200, self.hub.info(self.hub.repo(kind, name, self.user), rev or "main"))

    def leaderboard(self, name):
        self.send(200, self.hub.leaderboard(self.hub.repo("datasets", name, self.user)))

    def refs(self, kind, name):
        r = self.hub.repo(kind, name, self.user)

        def fmt(d, p):
            return [{"name": n, "ref": f"refs/{p}/{n}", "targetCommit": c} for n, c in d.items()]

        self.send(
            200, {"branches": fmt(r.branches, "heads"), "converts": [], "tags": fmt(r.tags, "tags"), "pullRequests": []}
        )

    def ref_edit(self, kind, name, what, rev):
        r, j = self.hub.repo(kind, name, self.user, write=True), self.js
        table = r.branches if what == "branch" else r.tags
        if self.command == "DELETE":
            del table[rev if rev in table else r.resolve("no such ref: " + rev)]
        else:
            new, start = (rev, j.get("startingPoint") or "main") if what == "branch" else (j["tag"], rev)
            if new in table:
                raise HubError(409, "", f"Reference already exists: {new}")
            table[new] = r.resolve(start)
        self.send(200, {})

    def tree(self, kind, name, rev, path):
        r = self.hub.repo(kind, name, self.user)
        sha, pre, expand, names = r.resolve(rev), (path + "/" if path else ""), self.flag("expand"), set()
        for parts in [p[len(pre) :].split("/") for p in r.tree(sha) if p.startswith(pre)]:
            names |= {pre + "/".join(parts[: i + 1]) for i in range(len(parts) if self.flag("recursive") else 1)}
        if pre and not names:
            raise HubError(404, "EntryNotFound", f'{path} does not exist on "{rev}"')
        names, at, n = sorted(names), int(self.q.get("cursor", 0)), int(self.q.get("limit", 50 if expand else 1000))
        qs = "&".join(f"{k}={quote(v)}" for k, v in {**self.q, "cursor": str(at + n)}.items())
        more = {"Link": f'<{self.hub.url}{urlsplit(self.path).path}?{qs}>; rel="next"'} if at + n < len(names) else {}
        self.send(200, [self.hub.entry(r, sha, p, expand) for p in names[at : at + n]], **more)

    def paths_info(self, kind, name, rev):
        r, form = self.hub.repo(kind, name, self.user), parse_qs(self.raw.decode())
        found = [
            self.hub.entry(r, r.resolve(rev), p.strip("/"), form.get("expand") == ["true"])
            for p in form.get("paths", [])
        ]
        self.send(200, [e for e in found if e])

    def validate_yaml(self):
        errors, warns, card = [], [], None
        try:
            card = front_matter(self.js["content"])
        except yaml.YAMLError as e:
            errors.append({"message": f"YAML Metadata Error: {e}"})
        if not card and not errors:
            warns.append({"message": "empty or missing yaml metadata in repo card"})
        self.send(400 if errors else 200, {"errors": errors, "warnings": warns})

    def preupload(self, kind, name, rev):
        tree, out = self.hub.repo(kind, name, self.user, write=True).tree(rev), []
        for f in self.js["files"]:
            lfs = (
                f["path"].endswith(LFS_EXT)
                or f["size"] > self.hub.max_regular
                or b"\0" in base64.b64decode(f.get("sample", ""))
            )
            old = tree.get(f["path"])
            out.append(
                {
                    "path": f["path"],
                    "uploadMode": "lfs" if lfs else "regular",
                    "shouldIgnore": False,
                    "oid": old and old.etag,
                }
            )
        self.send(200, {"files": out})

    def lfs_batch(self, kind, name):
        self.hub.repo((kind or "models/")[:-1], name, self.user, write=True)

        def act(o):
            return {
                "actions": {
                    "upload": {"href": f"{self.hub.url}/_lfs/{o['oid']}"},
                    "verify": {"href": f"{self.hub.url}/_lfs/verify"},
                }
            }

        objs = [{**o, **({} if o["oid"] in self.hub.lfs else act(o))} for o in self.js["objects"]]
        self.send(200, {"transfer": "basic", "objects": objs}, "application/vnd.git-lfs+json")

    def lfs_put(self, oid):
        if hashlib.sha256(self.raw).hexdigest() != oid:
            raise HubError(400, "", "sha256 mismatch")
        self.hub.lfs[oid] = self.raw
        self.send(200, b"", ETag=f'"{oid}"')

    def lfs_verify(self):
        self.send(200 if len(self.hub.lfs.get(self.js["oid"], b"")) == self.js["size"] else 404, {})

    def commit(self, kind, name, rev):
        r, ops = (
            self.hub.repo(kind, name, self.user, write=True),
            [json.loads(line) for line in self.raw.splitlines() if line.strip()],
        )
        with r.lock:
            if rev not in r.branches:
                raise HubError(404, "RevisionNotFound", f"Invalid rev id: {rev}")
            head, hdr = r.branches[rev], ops[0]["value"]
            if hdr.get("parentCommit") and not head.startswith(hdr["parentCommit"]):
                raise HubError(412, "", "A commit has happened since. Please refresh and try again.")
            tree = dict(r.tree(head))
            for key, v, p in [(o["key"], o["value"], o["value"]["path"]) for o in ops[1:]]:
                if key == "file":
                    tree[p] = Blob(base64.b64decode(v["content"]))
                elif key == "lfsFile":
                    if v["oid"] not in self.hub.lfs:
                        raise HubError(400, "", f"LFS pointer pointed to a file that does not exist: {p}")
                    tree[p] = Blob(self.hub.lfs[v["oid"]], lfs=True)
                elif key == "deletedFolder":
                    tree = {k: b for k, b in tree.items() if not k.startswith(p.rstrip("/") + "/")}
                elif tree.pop(p, None) is None:  # deletedFile
                    raise HubError(404, "EntryNotFound", f"File not found: {p}")
            oid = r.commit(rev, tree, hdr["summary"], self.user["name"], head)
        self.send(
            200,
            {
                "success": True,
                "commitOid": oid,
                "commitUrl": f"{self.hub.url}/{'' if kind == 'models' else kind + '/'}{name}/commit/{oid}",
            },
        )

    def resolve(self, kind, name, rev, path):
        r = self.hub.repo((kind or "models/")[:-1], name, self.user, content=True)
        sha, b = r.resolve(rev), r.tree(rev).get(path)
        if b is None:
            return self.send(
                404,
                {"error": "Entry not found"},
                X_Repo_Commit=sha,
                X_Error_Code="EntryNotFound",
                X_Error_Message="Entry not found",
            )
        h = {"X_Repo_Commit": sha, "ETag": f'"{b.etag}"'}
        if b.lfs:  # like the Hub: 302 to the storage host, real etag/size in X-Linked-*
            return self.send(
                302,
                b"",
                **h,
                X_Linked_Etag=f'"{b.etag}"',
                X_Linked_Size=len(b.data),
                Location=f"{self.hub.cdn}/_cdn/{b.sha256}",
            )
        self.content(b.data, **h)
        return None

    def storage(self, oid):
        if self.headers.get("Authorization"):
            raise HubError(400, "", "Only one auth mechanism allowed")  # what a pre-signed S3 URL answers
        self.content(self.hub.lfs[oid], ETag=f'"{oid}"')

    def content(self, data, **h):
        m = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not m:
            return self.send(200, data, "application/octet-stream", Accept_Ranges="bytes", **h)
        a, z = (
            (int(m[1]), min(int(m[2] or len(data)), len(data) - 1))
            if m[1]
            else (max(0, len(data) - int(m[2])), len(data) - 1)
        )
        if a >= len(data):
            return self.send(416, b"", Content_Range=f"bytes */{len(data)}")
        self.send(206, data[a : z + 1], "application/octet-stream", Content_Range=f"bytes {a}-{z}/{len(data)}", **h)
        return None

    def empty(self):
        self.send(200, {})


N, REV = r"(?P<name>[\w.-]+/[\w.-]+)", "(?P<rev>[^/]+)"
API, WEB = f"/api/(?P<kind>models|datasets|spaces)/{N}", f"/(?P<kind>datasets/|spaces/)?{N}"
ROUTES = [
    ("GET", "/api/whoami-v2", "whoami"),
    ("POST", "/api/repos/create", "create"),
    ("DELETE", "/api/repos/delete", "delete"),
    ("POST", "/api/validate-yaml", "validate_yaml"),
    ("GET", "/api/agent-harnesses", "empty"),
    ("GET", f"/api/datasets/{N}/leaderboard", "leaderboard"),
    ("PUT", API + "/settings", "settings"),
    ("POST", API + "/user-access-request/grant", "grant"),
    ("GET", f"{API}(?:/revision/{REV})?", "repo_info"),
    ("GET", f"{API}/tree/{REV}(?:/(?P<path>.+))?", "tree"),
    ("POST", f"{API}/paths-info/{REV}", "paths_info"),
    ("GET", API + "/refs", "refs"),
    ("POST DELETE", f"{API}/(?P<what>branch|tag)/{REV}", "ref_edit"),
    ("POST", f"{API}/preupload/{REV}", "preupload"),
    ("POST", f"{API}/commit/{REV}", "commit"),
    ("POST", WEB + r"\.git/info/lfs/objects/batch", "lfs_batch"),
    ("POST", "/_lfs/verify", "lfs_verify"),
    ("PUT", "/_lfs/(?P<oid>[0-9a-f]{64})", "lfs_put"),
    ("GET HEAD", "/_cdn/(?P<oid>[0-9a-f]{64})", "storage"),
    ("GET HEAD", f"{WEB}/resolve/{REV}/(?P<path>.+)", "resolve"),
]

if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--port", type=int, default=0)
    with Hub(port=ap.parse_args().port) as h:
        print(h.url, flush=True)
        while not time.sleep(0.2):
            while h.log:
                print(h.log.pop(0), flush=True)
