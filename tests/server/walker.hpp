// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/server/visitor.hpp"

namespace zusage::tests {

/// Somebody with a browser at a long form: goes where the answers lead.
struct walker {
  using form = std::vector<std::pair<std::string, std::string>>;

  test_services with;

  explicit walker(const nlohmann::json& changes = nlohmann::json::object()) {
    nlohmann::json wanted = {{"registration", {{"max_group", 3}, {"steps", true}}}};
    wanted.merge_patch(changes);
    add_event(with.database(), wanted);
  }

  server::response get(const std::string& url, const std::string& from = "192.0.2.1") {
    return send("GET", url, {}, from);
  }
  server::response post(const std::string& url, const form& fields,
                        const std::string& from = "192.0.2.1") {
    return send("POST", url, fields, from);
  }
  std::string lead(const server::response& made) const { return header_of(made, "Location"); }

  // What a handler decides now, to be done later.
  server::action decided(server::write_handler by, const std::string& url,
                         const form& fields = {}) {
    auto of = made("POST", url, fields, "192.0.2.1");
    auto token = base.substr(0, base.size() - 1);
    of.captured = {{"slug", "kick-off"}, {"token", token.substr(token.rfind('/') + 1)}};
    return std::get<server::action>(
        with.database()->read([&](const schema::reader& db) { return by(of, db, with.get()); }));
  }
  server::response done(const server::action& what) {
    return with.database()->write([&](schema::transaction& tx) { return what(tx); });
  }

  std::string begin() { return lead(get("/e/kick-off/register")); }
  std::string at(const std::string& step) const { return base + step; }

  // The first step sent; the address of the next.
  std::string begun(const form& more = {}) {
    const auto first = begin();
    base = first.substr(0, first.rfind('/') + 1);
    form fields = person();
    fields.insert(fields.end(), more.begin(), more.end());
    return lead(post(first, fields));
  }
  // Up to the page to check the answers.
  void filled(const std::string& forum = "forum-1") {
    begun();
    post(at("programme"), {{"session", forum}});
    post(at("questions"), {{"answer.diet", "vegan"}, {"answer.diet-details", "ohne Nüsse"}});
    post(at("people"), {});
    post(at("consents"), {{"consent.newsletter", "yes"}});
  }
  static form person() {
    return {{"given_name", "Ada"}, {"family_name", "Beispiel"}, {"email", "ada@example.net"}};
  }
  std::int64_t registrations() { return with.count("SELECT COUNT(*) FROM registration"); }
  std::int64_t drafts() { return with.count("SELECT COUNT(*) FROM sign_up_draft"); }

  std::string base;

 private:
  server::response send(const std::string& method, const std::string& url, const form& fields,
                        const std::string& from) {
    return with.send(made(method, url, fields, from));
  }
  server::request made(const std::string& method, const std::string& url, const form& fields,
                       const std::string& from) {
    auto path = url.substr(0, url.find('#'));
    auto of = with.request(method, path.substr(0, path.find('?')));
    of.remote_address = from;
    for (const auto& [name, value] : fields) of.form.add(name, value);
    if (const auto query = path.find('?'); query != std::string::npos) {
      auto rest = path.substr(query + 1);
      while (!rest.empty()) {
        const auto one = rest.substr(0, rest.find('&'));
        rest = one.size() < rest.size() ? rest.substr(one.size() + 1) : "";
        of.query.add(one.substr(0, one.find('=')), one.substr(one.find('=') + 1));
      }
    }
    return of;
  }
};

}  // namespace zusage::tests
