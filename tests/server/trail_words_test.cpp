// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/trail_words.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "events/webhooks.hpp"
#include "organisers/audit_search.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;

namespace {

// `staff.signed_in`: two words and a dot.
bool looks_like_action(std::string_view text) {
  const auto dot = text.find('.');
  if (text.ends_with('_')) return false;  // the beginning of a key
  const bool two = dot != std::string_view::npos && dot > 0 && dot + 1 < text.size();
  return two && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", dot + 1) == text.npos &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == dot;
}

// What stands between two quotation marks.
std::vector<std::string> literals_in(const std::string& text) {
  std::vector<std::string> found;
  for (auto begin = text.find('"'); begin != std::string::npos; begin = text.find('"', begin + 1)) {
    const auto end = text.find_first_of("\"\n", begin + 1);
    if (end != std::string::npos) found.push_back(text.substr(begin + 1, end - begin - 1));
  }
  return found;
}

// Names of something else in sources that write into the trail too.
bool is_no_action(const std::filesystem::path& source) {
  const auto name = source.filename().string();
  return name.find("editor") != name.npos || name == "retention_rules.cpp" || name == "page.cpp";
}

// What the sources call with an action: everything that looks like one and is no text.
std::set<std::string> actions_in_sources() {
  const std::filesystem::path root = ZUSAGE_SOURCE_DIR;
  std::set<std::string> found;
  for (const auto* folder : {"organisers", "events", "server"}) {
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
      if (entry.path().extension() != ".cpp" || is_no_action(entry.path())) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      for (const auto& name : literals_in(text)) {
        // What other systems are told of has names of the same shape.
        if (std::ranges::count(events::webhook_kinds(), name) > 0) continue;
        const bool action = looks_like_action(name) && !organisers::group_of(name).empty();
        if (action && !web::find_locale("de").has(name)) found.insert(name);
      }
    }
  }
  return found;
}

}  // namespace

TEST_CASE("every action of the trail has words", "[server][trail]") {
  const auto actions = actions_in_sources();
  CHECK(actions.size() > 40);
  for (const auto* known : {"staff.signed_in", "purpose.created", "newsletter.paused"})
    CHECK(actions.contains(known));
  for (const auto& language : web::languages()) {
    for (const auto& one : actions) {
      INFO(language << " " << one);
      CHECK(server::action_words(one, web::find_locale(language)) != one);
    }
  }
}

TEST_CASE("an action of a newer program is shown as it is", "[server][trail]") {
  CHECK(server::action_words("staff.teleported", web::find_locale("de")) == "staff.teleported");
  CHECK(organisers::group_of("teleport.done").empty());
}

TEST_CASE("details are told with what was before and what is now", "[server][trail]") {
  const auto& in = web::find_locale("de");
  const auto rows = server::detail_rows(
      {{"language", "de"},
       {"before", {{"role", "owner"}, {"subject", "Gleich"}, {"demanded", false}}},
       {"after", {{"role", "dpo"}, {"subject", "Gleich"}, {"demanded", true}}}},
      in);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].at("label") == "Sprache");
  CHECK(rows[0].at("changed") == false);
  CHECK(rows[1].at("label") == "Zweiter Faktor verlangt");
  CHECK(rows[1].at("old") == "nein");
  CHECK(rows[1].at("now") == "ja");
  CHECK(rows[2].at("old") == "Leitung");
  CHECK(rows[2].at("now") == "Datenschutz");
  const auto dropped =
      server::detail_rows({{"before", {{"subject", "Alt"}}}, {"after", nullptr}}, in);
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].at("now") == "–");
  CHECK(server::detail_rows({{"scopes", {"a", "b"}}, {"days", 1200}}, in)[1].at("now") == "a, b");
  CHECK(server::detail_rows("broken", in).empty());
}

TEST_CASE("keys of the program and times in UTC do not stand in the trail", "[server][trail]") {
  const auto& in = web::find_locale("de");
  const auto words = [&](const nlohmann::json& details) {
    return server::detail_rows(details, in).at(0).at("now").get<std::string>();
  };
  CHECK(words({{"columns", {"given_name", "family_name"}}}) == "Vorname, Nachname");
  CHECK(words({{"who", "everybody"}}) == "Alle, auch wer storniert hat");
  CHECK(words({{"printed", "certificates"}}) == "Teilnahmebescheinigungen");
  CHECK(words({{"printed", "print_list"}}) == "Teilnahmeliste zum Abhaken");
  CHECK(words({{"section", "file"}}) == "Datei");
  CHECK(words({{"section", "sessions"}}) == "Programmpunkte");
  CHECK(words({{"source", "other"}}) == "Anderes System oder eigene Tabelle");
  CHECK(words({{"source", "/admin"}}) == "Organisationsbereich");
  CHECK(words({{"due_at", "2030-05-15T10:00:00Z"}}) == "Mittwoch, 15. Mai 2030, 12:00 Uhr");
}

TEST_CASE("fields, states and purposes stand in the trail by their names", "[server][trail]") {
  const auto& in = web::find_locale("de");
  const auto rows = server::detail_rows({{"fields", {"email", "sessions"}},
                                         {"purpose", "newsletter"},
                                         {"invitation", "abc"},
                                         {"before", {{"status", "applied"}}},
                                         {"after", {{"status", "confirmed"}}}},
                                        in, {{"newsletter", "Neues aus dem Verbund"}});
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].at("now") == "E-Mail-Adresse, Programmpunkte");
  CHECK(rows[1].at("now") == "Neues aus dem Verbund");
  CHECK(rows[2].at("label") == "Stand");
  CHECK(rows[2].at("old") == "Beworben");
  CHECK(rows[2].at("now") == "Angemeldet");
}

TEST_CASE("what programs did is an area of the trail apart from staff, and each area has words",
          "[server][trail]") {
  for (const auto* one : {"token.made", "token.registration_changed", "webhook.deleted"})
    CHECK(organisers::group_of(one) == "programs");
  CHECK(organisers::group_of("staff.signed_in") == "staff");
  CHECK(organisers::group_of("tokens") == "");
  for (const auto& language : web::languages()) {
    for (const auto& group : organisers::audit_groups()) {
      INFO(language << " " << group.name);
      CHECK(web::find_locale(language).has("people.group." + std::string(group.name)));
    }
  }
}
