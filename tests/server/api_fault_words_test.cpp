// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_sign_up.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;

TEST_CASE("the words of a fault in the API are whole and in one language", "[server][api]") {
  const auto words = [](const fault& one) {
    return server::api_errors({one}, web::find_locale("de")).at(0).at("message").get<std::string>();
  };
  CHECK(words({"sessions", "too_many", {{"most", 500}}}) ==
        "Mehr als 500 Einträge sind nicht möglich.");
  CHECK(words({"session", "too_many", {{"maximum", 2}}}) ==
        "Bitte wählen Sie höchstens 2 Möglichkeiten.");
  CHECK(words({"capacity", "wrong_type", {{"expected", "a whole number"}}}) ==
        "Diese Angabe hat nicht die richtige Form.");
  CHECK(words({"text", "wrong_type", {{"expected", "\"…\""}}}) == "Hier wird \"…\" erwartet.");
  CHECK(words({"title", "missing"}) == "Bitte füllen Sie dieses Feld aus.");
  CHECK(words({"capacity", "out_of_range", {{"least", 1}, {"most", 9}}}) ==
        "Bitte geben Sie eine Zahl von 1 bis 9 ein.");
}
