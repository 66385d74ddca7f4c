// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_description.hpp"

namespace zusage::server {
namespace {

constexpr std::string_view paths = R"json({
  "/api/v1/organiser": {"get": {
    "summary": "The organiser of the token, and what the token may",
    "operationId": "getOrganiser", "security": [{"token": []}],
    "responses": {
      "200": {"description": "The organiser", "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/OwnOrganiser"}}}},
      "401": {"$ref": "#/components/responses/NoToken"},
      "429": {"$ref": "#/components/responses/TooOften"}}}},
  "/api/v1/organiser/events": {
    "get": {
      "summary": "All events of the organiser by start, drafts too",
      "description": "Scope read:events.",
      "operationId": "listOwnEvents", "security": [{"token": []}],
      "responses": {
        "200": {"description": "The events", "content": {"application/json": {"schema": {
          "type": "object", "required": ["events"], "additionalProperties": false, "properties": {
            "events": {"type": "array", "items": {"$ref": "#/components/schemas/OwnEvent"}}}}}}},
        "401": {"$ref": "#/components/responses/NoToken"},
        "403": {"$ref": "#/components/responses/NoScope"},
        "429": {"$ref": "#/components/responses/TooOften"}}},
    "post": {
      "summary": "Make an event",
      "description": "Scope write:events. The body is an entry of the event file; the organiser may be left out.",
      "operationId": "makeEvent", "security": [{"token": []}],
      "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}],
      "requestBody": {"required": true, "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/EventEntry"}}}},
      "responses": {
        "201": {"description": "Made", "headers": {
                  "ETag": {"$ref": "#/components/headers/ETag"},
                  "Location": {"description": "Path of the event", "schema": {"type": "string"}}},
                "content": {"application/json": {
                  "schema": {"$ref": "#/components/schemas/StoredEvent"}}}},
        "401": {"$ref": "#/components/responses/NoToken"},
        "403": {"$ref": "#/components/responses/NoScope"},
        "409": {"description": "There is an event with this slug", "content": {
          "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
        "415": {"$ref": "#/components/responses/Problem"},
        "422": {"$ref": "#/components/responses/Problem"},
        "429": {"$ref": "#/components/responses/TooOften"}}}},
  "/api/v1/organiser/events/{slug}": {
    "get": {
      "summary": "An event as an entry of the event file",
      "description": "Scope read:events.",
      "operationId": "getOwnEvent", "security": [{"token": []}],
      "parameters": [{"$ref": "#/components/parameters/Slug"},
                     {"$ref": "#/components/parameters/IfNoneMatch"}],
      "responses": {
        "200": {"description": "The entry", "headers": {
                  "ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {"application/json": {
                  "schema": {"$ref": "#/components/schemas/EventEntry"}}}},
        "304": {"description": "Nothing has changed"},
        "401": {"$ref": "#/components/responses/NoToken"},
        "403": {"$ref": "#/components/responses/NoScope"},
        "404": {"$ref": "#/components/responses/Problem"},
        "429": {"$ref": "#/components/responses/TooOften"}}},
    "put": {
      "summary": "Replace an event",
      "description": "Scope write:events. The whole entry of the event file; who is registered is told what moved, and who waits moves up. Slug and organiser may be left out, also_by stays as it is.",
      "operationId": "putOwnEvent", "security": [{"token": []}],
      "parameters": [{"$ref": "#/components/parameters/Slug"},
                     {"$ref": "#/components/parameters/IfMatch"}],
      "requestBody": {"required": true, "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/EventEntry"}}}},
      "responses": {
        "200": {"description": "Stored", "headers": {
                  "ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {"application/json": {
                  "schema": {"$ref": "#/components/schemas/StoredEvent"}}}},
        "401": {"$ref": "#/components/responses/NoToken"},
        "403": {"$ref": "#/components/responses/NoScope"},
        "404": {"$ref": "#/components/responses/Problem"},
        "412": {"$ref": "#/components/responses/Changed"},
        "415": {"$ref": "#/components/responses/Problem"},
        "422": {"$ref": "#/components/responses/Problem"},
        "428": {"$ref": "#/components/responses/Unread"},
        "429": {"$ref": "#/components/responses/TooOften"}}}},
  "/api/v1/organiser/events/{slug}/document": {"put": {
    "summary": "Store the document of a paper",
    "description": "Scope write:events. The body is the document, up to 50 MiB, of the type that its name says; it takes the place of the one before, or of the address. ETag and version are those of the event.",
    "operationId": "putDocument", "security": [{"token": []}],
    "parameters": [{"$ref": "#/components/parameters/Slug"},
                   {"$ref": "#/components/parameters/IfMatch"},
                   {"name": "name", "in": "query", "required": true,
                    "description": "What the file is called: letters, digits, '.', '-', '_', with the ending pdf, epub, odt, ods, odp, docx, txt or md",
                    "schema": {"type": "string", "maxLength": 200}}],
    "requestBody": {"required": true, "content": {"application/octet-stream": {
      "schema": {"type": "string", "format": "binary"}}}},
    "responses": {
      "200": {"description": "Stored", "headers": {
                "ETag": {"$ref": "#/components/headers/ETag"}},
              "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/StoredEvent"}}}},
      "401": {"$ref": "#/components/responses/NoToken"},
      "403": {"$ref": "#/components/responses/NoScope"},
      "404": {"$ref": "#/components/responses/Problem"},
      "409": {"description": "The event is no paper", "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
      "412": {"$ref": "#/components/responses/Changed"},
      "413": {"description": "Larger than 50 MiB", "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
      "422": {"$ref": "#/components/responses/Problem"},
      "428": {"$ref": "#/components/responses/Unread"},
      "429": {"$ref": "#/components/responses/TooOften"}}}}
})json";

constexpr std::string_view components = R"json({
  "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "zus_…",
    "description": "A token of one organiser, made on its page \"Interface for programs\". Scopes: read:events, write:events, read:registrations, write:registrations, check-in, read:consents. Each call says which it needs."}},
  "headers": {"ETag": {"description": "Entity tag of this state, for If-Match and If-None-Match",
                       "schema": {"type": "string"}}},
  "parameters": {
    "IdempotencyKey": {"name": "Idempotency-Key", "in": "header",
      "description": "The same request with the same key gets the first answer, for 24 hours.",
      "schema": {"type": "string", "maxLength": 100, "pattern": "^[!-~]*$"}},
    "IfMatch": {"name": "If-Match", "in": "header", "required": true,
      "description": "The ETag of what was read", "schema": {"type": "string"}},
    "IfNoneMatch": {"name": "If-None-Match", "in": "header",
      "description": "An ETag: answers 304 while it is the newest", "schema": {"type": "string"}}},
  "responses": {
    "NoToken": {"description": "No token, or one that is wrong, has expired or was ended",
      "headers": {"WWW-Authenticate": {"schema": {"type": "string"}}},
      "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}}}},
    "NoScope": {"description": "The token does not have the scope",
      "headers": {"WWW-Authenticate": {"schema": {"type": "string"}}},
      "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}}}},
    "Changed": {"description": "It has changed since it was read: read it anew",
      "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}}}},
    "Unread": {"description": "If-Match is missing",
      "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}}}},
    "TooOften": {"description": "More than 600 calls of this token in a minute",
      "headers": {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}},
      "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}}}}},
  "schemas": {
    "OwnOrganiser": {"type": "object", "additionalProperties": false,
      "required": ["key", "name", "contact", "imprint_url", "privacy_url", "languages", "token"],
      "properties": {
        "key": {"type": "string"},
        "name": {"$ref": "#/components/schemas/Texts"},
        "contact": {"type": "string"},
        "imprint_url": {"type": "string"}, "privacy_url": {"type": "string"},
        "languages": {"type": "array", "items": {"type": "string"}},
        "token": {"type": "object", "additionalProperties": false, "required": ["name", "scopes"],
          "properties": {
            "name": {"type": "string"},
            "scopes": {"type": "array", "items": {
              "enum": ["read:events", "write:events", "read:registrations", "write:registrations",
                       "check-in", "read:consents"]}}}}}},
    "OwnEvent": {"type": "object", "additionalProperties": false,
      "required": ["slug", "kind", "status", "title", "starts_at", "ends_at", "time_zone",
                   "hidden", "capacity", "taken", "waiting", "url"],
      "properties": {
        "slug": {"type": "string"},
        "kind": {"enum": ["solution_day", "conference", "comparison_ring", "paper"]},
        "status": {"enum": ["draft", "published", "cancelled"]},
        "title": {"$ref": "#/components/schemas/Texts"},
        "starts_at": {"type": "string", "format": "date-time"},
        "ends_at": {"type": "string", "format": "date-time"},
        "time_zone": {"type": "string"},
        "hidden": {"type": "boolean", "description": "in no list"},
        "capacity": {"type": ["integer", "null"], "description": "null: no limit"},
        "taken": {"type": "integer", "description": "places"},
        "waiting": {"type": "integer", "description": "registrations"},
        "url": {"type": "string", "format": "uri"}}},
    "EventEntry": {"type": "object",
      "description": "An entry of the event file, which docs/event-file.md describes in full",
      "required": ["kind", "title", "starts_at", "ends_at"],
      "properties": {
        "slug": {"type": "string", "maxLength": 100},
        "organiser": {"type": "string", "description": "key; no other than that of the token"},
        "kind": {"enum": ["solution_day", "conference", "comparison_ring", "paper"]},
        "status": {"enum": ["draft", "published", "cancelled"]},
        "title": {"$ref": "#/components/schemas/Texts"},
        "summary": {"$ref": "#/components/schemas/Texts"},
        "description": {"$ref": "#/components/schemas/Texts"},
        "starts_at": {"type": "string", "description": "local time in time_zone"},
        "ends_at": {"type": "string"},
        "time_zone": {"type": "string"},
        "mode": {"enum": ["online", "on_site", "hybrid"]},
        "venue": {"type": "object"},
        "capacity": {"type": ["integer", "null"]},
        "sessions": {"type": "array", "items": {"type": "object"}},
        "choices": {"type": "array", "items": {"type": "object"}},
        "questions": {"type": "array", "items": {"type": "object"}},
        "purposes": {"type": "array", "items": {"type": "string"}},
        "certificates": {"type": "object", "properties": {
          "by_mail": {"type": "boolean"}, "hours_after": {"type": "integer"}}},
        "ring": {"type": "object", "description": "of a comparison ring"},
        "paper": {"type": "object", "description": "of a paper: where it is fetched (url), or the name of the document that was stored (file)",
          "properties": {
            "url": {"type": "string", "format": "uri"}, "file": {"type": "string"},
            "link_days": {"type": "integer"}, "downloads": {"type": "integer"}}}}},
    "StoredEvent": {"type": "object", "additionalProperties": false,
      "required": ["slug", "version"],
      "properties": {"slug": {"type": "string"},
                     "version": {"type": "integer", "description": "as in the ETag"}}}}
})json";

}  // namespace

description_part events_description() {
  return {paths, components};
}

}  // namespace zusage::server
