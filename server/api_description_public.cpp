// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_description.hpp"

namespace zusage::server {
namespace {

constexpr std::string_view paths = R"json({
  "/api/v1/events": {"get": {
    "summary": "Published events, by start", "operationId": "listEvents",
    "parameters": [
      {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 100}},
      {"name": "kind", "in": "query",
       "schema": {"enum": ["solution_day", "conference", "comparison_ring", "paper"]}},
      {"name": "mode", "in": "query", "schema": {"enum": ["online", "on_site", "hybrid"]}},
      {"name": "from", "in": "query", "schema": {"type": "string", "format": "date"}},
      {"name": "to", "in": "query", "schema": {"type": "string", "format": "date"}},
      {"name": "organiser", "in": "query", "schema": {"type": "string", "maxLength": 100}},
      {"name": "state", "in": "query", "description": "of the venue: NW or the name",
       "schema": {"type": "string", "maxLength": 100}}],
    "responses": {
      "200": {"description": "The events", "content": {"application/json": {"schema": {
        "type": "object", "required": ["events"], "properties": {
          "events": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}}}}}}},
      "422": {"$ref": "#/components/responses/Problem"}}}},
  "/api/v1/events/{slug}": {"get": {
    "summary": "One event with its sessions, questions and purposes", "operationId": "getEvent",
    "parameters": [{"$ref": "#/components/parameters/Slug"}],
    "responses": {
      "200": {"description": "The event",
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}},
      "404": {"$ref": "#/components/responses/Problem"}}}},
  "/api/v1/municipalities": {"get": {
    "summary": "Municipalities that may be meant by a beginning, the likeliest first",
    "operationId": "suggestMunicipalities",
    "parameters": [{"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 100},
      "description": "beginning of a name or of a word in it, of a postal code or of an AGS; less than two characters find nothing"}],
    "responses": {
      "200": {"description": "At most eight; none where no directory was imported",
              "content": {"application/json": {"schema": {"type": "array", "maxItems": 8,
                "items": {"$ref": "#/components/schemas/Municipality"}}}}},
      "422": {"$ref": "#/components/responses/Problem"}}}},
  "/api/v1/events/{slug}/registrations": {"post": {
    "summary": "Register one person", "operationId": "register",
    "parameters": [
      {"$ref": "#/components/parameters/Slug"},
      {"name": "Idempotency-Key", "in": "header",
       "description": "The same request with the same key gets the first answer.",
       "schema": {"type": "string", "maxLength": 100}}],
    "requestBody": {"required": true, "content": {"application/json": {
      "schema": {"$ref": "#/components/schemas/NewRegistration"}}}},
    "responses": {
      "201": {"description": "Registered", "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Registration"}}}},
      "202": {"description": "A mail to the address says how it goes on",
              "content": {"application/json": {"schema": {"type": "object", "required": ["status"],
                "properties": {"status": {"const": "unverified"}}}}}},
      "404": {"$ref": "#/components/responses/Problem"},
      "409": {"$ref": "#/components/responses/Problem"},
      "415": {"$ref": "#/components/responses/Problem"},
      "422": {"$ref": "#/components/responses/Problem"},
      "429": {"$ref": "#/components/responses/Problem"}}}}
})json";

constexpr std::string_view components = R"json({
  "parameters": {"Slug": {"name": "slug", "in": "path", "required": true,
                          "schema": {"type": "string"}}},
  "responses": {"Problem": {"description": "What is wrong (RFC 9457)", "content": {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}},
  "schemas": {
    "Texts": {"type": "object", "description": "Texts by language",
              "additionalProperties": {"type": "string"}},
    "Event": {"type": "object",
      "required": ["slug", "kind", "mode", "status", "title", "starts_at", "ends_at", "time_zone",
                   "url"],
      "properties": {
        "slug": {"type": "string"},
        "kind": {"enum": ["solution_day", "conference", "comparison_ring", "paper"]},
        "mode": {"enum": ["online", "on_site", "hybrid"]},
        "status": {"enum": ["published", "cancelled"]},
        "title": {"$ref": "#/components/schemas/Texts"},
        "summary": {"$ref": "#/components/schemas/Texts"},
        "description": {"$ref": "#/components/schemas/Texts"},
        "starts_at": {"type": "string", "format": "date-time"},
        "ends_at": {"type": "string", "format": "date-time"},
        "time_zone": {"type": "string"}, "venue": {"type": "object"},
        "places_left": {"type": ["integer", "null"], "description": "null: no limit"},
        "waiting_list": {"type": "boolean"}, "approval": {"type": "boolean"},
        "sessions": {"type": "array", "items": {"type": "object"}},
        "choices": {"type": "array", "items": {"type": "object"}},
        "questions": {"type": "array", "items": {"type": "object", "properties": {
          "key": {"type": "string"}, "type": {"type": "string"},
          "required": {"type": "boolean"},
          "must_be": {"const": "yes", "description": "taken only with this answer"},
          "sensitive": {"const": true,
            "description": "an answer is express consent (GDPR 9(2)(a)): say so beside the field"}}}},
        "purposes": {"type": "array", "items": {"type": "object"}},
        "url": {"type": "string", "format": "uri"}}},
    "RingPerson": {"type": "object", "additionalProperties": false,
      "required": ["given_name", "family_name", "email"],
      "properties": {
        "given_name": {"type": "string"}, "family_name": {"type": "string"},
        "email": {"type": "string", "format": "email"},
        "phone": {"type": "string"}, "function": {"type": "string"}}},
    "NewRegistration": {"type": "object", "additionalProperties": false,
      "required": ["given_name", "family_name", "email"],
      "properties": {
        "given_name": {"type": "string", "maxLength": 100},
        "family_name": {"type": "string", "maxLength": 100},
        "email": {"type": "string", "maxLength": 254},
        "organisation": {"type": "string", "maxLength": 200},
        "municipality": {"type": "string", "maxLength": 200,
                         "description": "official key (AGS: eight digits, of a county five), or a name that means one municipality"},
        "function": {"type": "string", "maxLength": 100},
        "phone": {"type": "string", "maxLength": 40},
        "code": {"type": "string", "description": "of an invitation"},
        "sessions": {"type": "array", "items": {"type": "string"}},
        "second_choices": {"type": "object", "additionalProperties": {"type": "string"},
                           "description": "by key of a choice with second_choice: the session that is taken when the first choice is full"},
        "package": {"enum": ["all", "single"],
                    "description": "the sessions that belong to no choice: all of them, or only those in sessions; without it all when sessions has none of them"},
        "answers": {"type": "object", "additionalProperties": {
          "type": ["string", "number", "boolean", "array", "null"], "items": {"type": "string"}}},
        "companions": {"type": "array", "items": {"$ref": "#/components/schemas/NewRegistration"},
                       "description": "people who are registered together with this one, as many as the event allows; organisation, municipality and sessions are the same unless others are named; everybody gets a mail and a link of their own; no consents, no companions of their own"},
        "delegates": {"type": "array", "items": {"$ref": "#/components/schemas/RingPerson"},
                      "description": "who takes part for a municipality that applies to a comparison ring"},
        "substitutes": {"type": "array", "items": {"$ref": "#/components/schemas/RingPerson"}},
        "fee": {"type": "boolean", "description": "accepts what taking part costs"},
        "takes_fewer": {"type": "boolean",
                        "description": "with companions: some may come although others have to wait"},
        "consents": {"type": "array", "items": {"type": "string"},
                     "description": "keys of purposes that the person agreed to actively"},
        "language": {"type": "string"}}},
    "Registration": {"type": "object", "required": ["reference", "status", "manage_url"],
      "properties": {
        "reference": {"type": "string"},
        "status": {"enum": ["confirmed", "waiting", "applied", "unverified"]},
        "manage_url": {"type": "string", "format": "uri"}}},
    "Problem": {"type": "object", "required": ["title", "status", "errors"], "properties": {
      "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
      "errors": {"type": "array", "items": {"type": "object",
        "required": ["field", "code", "message"], "properties": {
          "field": {"type": "string"}, "code": {"type": "string"},
          "message": {"type": "string"},
          "choices": {"type": "array", "description": "which municipalities may be meant",
            "items": {"type": "object", "required": ["ags", "name", "district", "state"],
              "properties": {"ags": {"type": "string"}, "name": {"type": "string"},
                "district": {"type": "string"}, "state": {"type": "string"}}}}}}}}},
    "Municipality": {"type": "object",
      "required": ["ags", "name", "label", "district", "state", "population", "size_class",
                   "postal_code"],
      "properties": {
        "ags": {"type": "string", "description": "official key"},
        "name": {"type": "string"},
        "label": {"type": "string",
                  "description": "the name, with district and state where others are called so; as municipality it means this one"},
        "district": {"type": "string"}, "state": {"type": "string"},
        "population": {"type": "integer"},
        "size_class": {"type": "string", "examples": ["20000-49999", "500000+"]},
        "postal_code": {"type": "string", "description": "of the seat; empty for counties"}}}}
})json";

}  // namespace

description_part public_description() {
  return {paths, components};
}

}  // namespace zusage::server
