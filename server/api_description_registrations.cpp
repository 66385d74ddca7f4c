// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_description.hpp"

namespace zusage::server {
namespace {

constexpr std::string_view paths = R"json({
  "/api/v1/organiser/events/{slug}/registrations": {"get": {
    "summary": "Who is registered, page by page",
    "description": "Scope read:registrations; consents are named with read:consents. In order of registration: whoever follows next to its end meets everybody once, also those who register meanwhile.",
    "operationId": "listRegistrations", "security": [{"token": []}],
    "parameters": [
      {"$ref": "#/components/parameters/Slug"},
      {"name": "after", "in": "query", "description": "from next",
       "schema": {"type": "integer", "minimum": 0}},
      {"name": "limit", "in": "query",
       "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}}],
    "responses": {
      "200": {"description": "A page", "headers": {
                "Link": {"description": "The next page, with rel=\"next\" (RFC 8288)",
                         "schema": {"type": "string"}}},
              "content": {"application/json": {"schema": {
                "type": "object", "required": ["registrations", "next"],
                "additionalProperties": false, "properties": {
                  "registrations": {"type": "array",
                    "items": {"$ref": "#/components/schemas/OwnRegistration"}},
                  "next": {"type": ["string", "null"], "format": "uri",
                           "description": "the next page; null: this was the last one"}}}}}},
      "401": {"$ref": "#/components/responses/NoToken"},
      "403": {"$ref": "#/components/responses/NoScope"},
      "404": {"$ref": "#/components/responses/Problem"},
      "422": {"$ref": "#/components/responses/Problem"},
      "429": {"$ref": "#/components/responses/TooOften"}}}},
  "/api/v1/organiser/events/{slug}/registrations/{reference}": {
    "get": {
      "summary": "One registration",
      "description": "Scope read:registrations. The ETag does not tell of consents.",
      "operationId": "getRegistration", "security": [{"token": []}],
      "parameters": [{"$ref": "#/components/parameters/Slug"},
                     {"$ref": "#/components/parameters/Reference"},
                     {"$ref": "#/components/parameters/IfNoneMatch"}],
      "responses": {
        "200": {"description": "The registration", "headers": {
                  "ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {"application/json": {
                  "schema": {"$ref": "#/components/schemas/OwnRegistration"}}}},
        "304": {"description": "Nothing has changed"},
        "401": {"$ref": "#/components/responses/NoToken"},
        "403": {"$ref": "#/components/responses/NoScope"},
        "404": {"$ref": "#/components/responses/Problem"},
        "429": {"$ref": "#/components/responses/TooOften"}}},
    "patch": {
      "summary": "Change a registration",
      "description": "Scope write:registrations. Only members that are there change; answers by key, sessions as a whole. The person gets a mail about changed sessions and answers. The address stays, as it is by what the registration is theirs.",
      "operationId": "patchRegistration", "security": [{"token": []}],
      "parameters": [{"$ref": "#/components/parameters/Slug"},
                     {"$ref": "#/components/parameters/Reference"},
                     {"$ref": "#/components/parameters/IfMatch"}],
      "requestBody": {"required": true, "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/RegistrationChange"}}}},
      "responses": {
        "200": {"description": "As it is now", "headers": {
                  "ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {"application/json": {
                  "schema": {"$ref": "#/components/schemas/OwnRegistration"}}}},
        "401": {"$ref": "#/components/responses/NoToken"},
        "403": {"$ref": "#/components/responses/NoScope"},
        "404": {"$ref": "#/components/responses/Problem"},
        "409": {"$ref": "#/components/responses/Problem"},
        "412": {"$ref": "#/components/responses/Changed"},
        "415": {"$ref": "#/components/responses/Problem"},
        "422": {"$ref": "#/components/responses/Problem"},
        "428": {"$ref": "#/components/responses/Unread"},
        "429": {"$ref": "#/components/responses/TooOften"}}}},
  "/api/v1/organiser/events/{slug}/registrations/{reference}/cancel": {"post": {
    "summary": "Cancel a registration",
    "description": "Scope write:registrations. The person gets a mail; who waits moves up. A second time changes nothing.",
    "operationId": "cancelRegistration", "security": [{"token": []}],
    "parameters": [{"$ref": "#/components/parameters/Slug"},
                   {"$ref": "#/components/parameters/Reference"},
                   {"$ref": "#/components/parameters/IdempotencyKey"}],
    "responses": {
      "200": {"$ref": "#/components/responses/Standing"},
      "401": {"$ref": "#/components/responses/NoToken"},
      "403": {"$ref": "#/components/responses/NoScope"},
      "404": {"$ref": "#/components/responses/Problem"},
      "409": {"$ref": "#/components/responses/Problem"},
      "422": {"$ref": "#/components/responses/Problem"},
      "429": {"$ref": "#/components/responses/TooOften"}}}},
  "/api/v1/organiser/events/{slug}/registrations/{reference}/decision": {"post": {
    "summary": "Approve or decline an application",
    "description": "Scope write:registrations. The applicant gets a mail with the text.",
    "operationId": "decideRegistration", "security": [{"token": []}],
    "parameters": [{"$ref": "#/components/parameters/Slug"},
                   {"$ref": "#/components/parameters/Reference"},
                   {"$ref": "#/components/parameters/IdempotencyKey"}],
    "requestBody": {"required": true, "content": {"application/json": {"schema": {
      "type": "object", "additionalProperties": false, "required": ["approved"], "properties": {
        "approved": {"type": "boolean"},
        "text": {"type": "string", "maxLength": 2000, "description": "to the applicant"}}}}}},
    "responses": {
      "200": {"$ref": "#/components/responses/Standing"},
      "401": {"$ref": "#/components/responses/NoToken"},
      "403": {"$ref": "#/components/responses/NoScope"},
      "404": {"$ref": "#/components/responses/Problem"},
      "409": {"$ref": "#/components/responses/Problem"},
      "415": {"$ref": "#/components/responses/Problem"},
      "422": {"$ref": "#/components/responses/Problem"},
      "429": {"$ref": "#/components/responses/TooOften"}}}},
  "/api/v1/organiser/events/{slug}/registrations/{reference}/check-in": {"post": {
    "summary": "Note that the person is here",
    "description": "Scope check-in. At the event as a whole; a second time changes nothing.",
    "operationId": "checkIn", "security": [{"token": []}],
    "parameters": [{"$ref": "#/components/parameters/Slug"},
                   {"$ref": "#/components/parameters/Reference"},
                   {"$ref": "#/components/parameters/IdempotencyKey"}],
    "responses": {
      "200": {"description": "The person is here", "content": {"application/json": {"schema": {
        "type": "object", "additionalProperties": false,
        "required": ["reference", "checked_in_at"], "properties": {
          "reference": {"type": "string"},
          "checked_in_at": {"type": ["string", "null"], "format": "date-time"}}}}}},
      "401": {"$ref": "#/components/responses/NoToken"},
      "403": {"$ref": "#/components/responses/NoScope"},
      "404": {"$ref": "#/components/responses/Problem"},
      "409": {"description": "Waits, was cancelled or refused", "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
      "422": {"$ref": "#/components/responses/Problem"},
      "429": {"$ref": "#/components/responses/TooOften"}}}}
})json";

constexpr std::string_view components = R"json({
  "parameters": {
    "Reference": {"name": "reference", "in": "path", "required": true,
                  "description": "7K3-M9Q-2XC", "schema": {"type": "string"}}},
  "responses": {
    "Standing": {"description": "How it stands now", "content": {"application/json": {"schema": {
      "type": "object", "additionalProperties": false, "required": ["reference", "status"],
      "properties": {
        "reference": {"type": "string"},
        "status": {"$ref": "#/components/schemas/RegistrationStatus"}}}}}}},
  "schemas": {
    "RegistrationStatus": {"enum": ["confirmed", "waiting", "offered", "applied", "unverified",
                                    "refused", "cancelled"]},
    "OwnRegistration": {"type": "object", "additionalProperties": false,
      "required": ["reference", "status", "registered_at", "given_name", "family_name", "email",
                   "phone", "organisation", "function", "ags", "municipality", "language",
                   "sessions", "sessions_waiting", "group", "answers", "checked_in_at"],
      "properties": {
        "reference": {"type": "string"},
        "status": {"$ref": "#/components/schemas/RegistrationStatus"},
        "registered_at": {"type": "string", "format": "date-time"},
        "given_name": {"type": "string"}, "family_name": {"type": "string"},
        "email": {"type": "string"}, "phone": {"type": "string"},
        "organisation": {"type": "string"}, "function": {"type": "string"},
        "ags": {"type": "string"}, "municipality": {"type": "string"},
        "language": {"type": "string"},
        "sessions": {"type": "array", "items": {"type": "string"},
                     "description": "keys of those with a place"},
        "sessions_waiting": {"type": "array", "items": {"type": "string"}},
        "group": {"type": "string",
                  "description": "reference of the first of those who registered together"},
        "answers": {"type": "object", "additionalProperties": {
          "type": ["string", "array"], "items": {"type": "string"}}},
        "checked_in_at": {"type": ["string", "null"], "format": "date-time"},
        "consents": {"type": "object", "description": "by key of the purpose",
          "additionalProperties": {"type": "object", "additionalProperties": false,
            "required": ["state", "at"], "properties": {
              "state": {"enum": ["given", "revoked", "requested"]},
              "at": {"type": "string", "format": "date-time"}}}}}},
    "RegistrationChange": {"type": "object", "additionalProperties": false, "minProperties": 1,
      "properties": {
        "given_name": {"type": "string", "maxLength": 100},
        "family_name": {"type": "string", "maxLength": 100},
        "organisation": {"type": "string", "maxLength": 200},
        "function": {"type": "string", "maxLength": 100},
        "phone": {"type": "string", "maxLength": 40},
        "sessions": {"type": "array", "items": {"type": "string"},
                     "description": "all of them: what is not named is given back"},
        "answers": {"type": "object", "additionalProperties": {
          "type": ["string", "number", "boolean", "array"], "items": {"type": "string"}}}}}}
})json";

}  // namespace

description_part registrations_description() {
  return {paths, components};
}

}  // namespace zusage::server
