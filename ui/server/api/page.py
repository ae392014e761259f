"""The documentation of the API as one page without a script, made of its OpenAPI description."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Json = Mapping[str, Any]

EXAMPLE = """\
curl http://127.0.0.1:7860/api/ask -H 'Content-Type: application/json' \\
     -H "Authorization: Bearer $TOKEN" -d '{"question": "Who chairs AI Movement?"}'
curl -N http://127.0.0.1:7860/api/ask -H 'Content-Type: application/json' -H 'Accept: text/event-stream' \\
     -H "Authorization: Bearer $TOKEN" -d '{"question": "Who chairs AI Movement?"}'"""


def api_page(description: Json) -> str:
    """The page for an OpenAPI description."""
    schemas = description.get("components", {}).get("schemas", {})
    operations = "".join(
        _operation(path, method, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    objects = "".join(_schema(name, schema) for name, schema in schemas.items() if "properties" in schema)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>API · preuve</title>'
        '<link rel="stylesheet" href="/preuve/plain.css"></head><body><header><a class="wordmark" href="/">preuve'
        '<span class="point">.</span></a><nav><a href="/api/openapi.json">OpenAPI</a></nav></header><main><h1>API</h1>'
        "<p>Who is logged in in this browser may ask from it; programs send a token, which "
        "<code>preuve user token NAME</code> makes. Without users, neither is needed on this machine.</p>"
        f'<pre tabindex="0" role="region" aria-label="Example">{escape(EXAMPLE)}</pre>{operations}{objects}'
        "</main></body></html>"
    )


def _operation(path: str, method: str, operation: Json) -> str:
    text = "".join(f"<p>{escape(part)}</p>" for part in operation.get("description", "").split("\n\n"))
    rows = "".join(
        f"<tr><td>{escape(status)}</td><td>{escape(response['description'])}</td><td>{_of_content(response)}</td></tr>"
        for status, response in sorted(operation["responses"].items())
    )
    body = _of_content(operation.get("requestBody", {}))
    takes = f"<p>Takes {body}.</p>" if body else ""
    return (
        f"<h2><code>{escape(method.upper())} {escape(path)}</code></h2>{text}{takes}"
        f"<table><thead><tr><th>Status</th><th>Meaning</th><th>Gives</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _of_content(part: Json) -> str:
    schema = part.get("content", {}).get("application/json", {}).get("schema")
    return "" if not schema else _type(schema)


def _type(schema: Json) -> str:
    """The type of a value, with a link to the object that it is."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return escape(str(schema.get("type", "any")))


def _fields(schema: Json) -> Iterator[str]:
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        default = "" if name in required else f", default <code>{escape(json.dumps(field.get('default')))}</code>"
        yield (
            f"<tr><td><code>{escape(name)}</code></td><td>{_type(field)}{default}</td>"
            f"<td>{escape(field.get('description', ''))}</td></tr>"
        )


def _schema(name: str, schema: Json) -> str:
    rows = "".join(_fields(schema))
    return (
        f'<h2 id="{escape(name)}">{escape(name)}</h2><p>{escape(schema.get("description", ""))}</p>'
        f"<table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>{rows}</tbody></table>"
    )
