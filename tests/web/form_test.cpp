// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/form.hpp"

#include "tests/support/catch.hpp"
#include "web/mustache_data.hpp"
#include "web/render.hpp"
#include "web/template_source.hpp"

using namespace zusage;
using Catch::Contains;

namespace {

const web::locale& de() {
  return web::find_locale("de");
}

web::form_field text_field(std::string name) {
  web::form_field field;
  field.name = std::move(name);
  field.label = "Vorname";
  field.hint = "Wie im Ausweis";
  field.value = "<b>\"Ada\"";
  return field;
}

nlohmann::json page_with(const web::form_field& field) {
  return {{"title", "T"}, {"fields", nlohmann::json::array({to_json(field)})}};
}

std::string shown(const nlohmann::json& field) {
  const auto source = web::template_source(web::template_kind::page, "_field", de());
  return kainjow::mustache::mustache(source).render(web::to_mustache(field));
}

}  // namespace

TEST_CASE("an id of a field has only letters that a link can name", "[web]") {
  CHECK(web::field_id("answer.diet") == "field-answer-diet");
  CHECK(web::field_id("a\"b c") == "field-a-b-c");
}

TEST_CASE("a fault stands beside its field and in the summary, and what was typed stays", "[web]") {
  auto data = page_with(text_field("given_name"));
  web::show_faults(data, {{"given_name", "required", {}}}, de());
  CHECK(data["has_errors"] == true);
  CHECK(data["errors"][0]["href"] == "#field-given_name");
  CHECK(data["errors"][0]["message"] == "Vorname: Bitte geben Sie den Vornamen ein.");

  const auto html = shown(data["fields"][0]);
  CHECK_THAT(html, Contains("id=\"field-given_name-error\"") && Contains("aria-invalid=\"true\""));
  CHECK_THAT(html, Contains("aria-describedby=\"field-given_name-hint field-given_name-error\""));
  CHECK_THAT(html, Contains("Bitte geben Sie den Vornamen ein."));
  CHECK_THAT(html, Contains("value=\"&lt;b&gt;&quot;Ada&quot;\""));
}

TEST_CASE("a field of which nobody says what is missing is to be filled in", "[web]") {
  auto data = page_with(text_field("wish"));
  web::show_faults(data, {{"wish", "required", {}}}, de());
  CHECK(data["errors"][0]["message"] == "Vorname: Bitte füllen Sie dieses Feld aus.");
}

TEST_CASE("the summary has a colon after a label, but none after a sentence", "[web]") {
  CHECK(web::summary_line("Vorname", "Fehlt.", de()) == "Vorname: Fehlt.");
  CHECK(web::summary_line("Wie kommen Sie?", "Fehlt.", de()) == "Wie kommen Sie? Fehlt.");
  CHECK(web::summary_line("Kommen Sie!", "Fehlt.", de()) == "Kommen Sie! Fehlt.");
  CHECK(web::summary_line("Ich komme.", "Fehlt.", de()) == "Ich komme. Fehlt.");
  CHECK(web::summary_line("", "Fehlt.", de()) == "Fehlt.");
}

TEST_CASE("of a choice of exactly one nobody is asked for at least one", "[web]") {
  const auto words = [](int minimum, const char* exact) {
    return web::fault_text({"session", "too_few", {{"minimum", minimum}, {"exact", exact}}}, de());
  };
  CHECK(words(1, "yes") == "Bitte wählen Sie eine Möglichkeit aus.");
  CHECK(words(1, "no") == "Bitte wählen Sie mindestens eine Möglichkeit aus.");
  CHECK(words(2, "yes") == "Bitte wählen Sie 2 Möglichkeiten aus.");
}

TEST_CASE("a field without fault and hint refers to neither", "[web]") {
  auto field = text_field("given_name");
  field.hint.clear();
  const auto html = shown(to_json(field));
  CHECK_THAT(html,
             !Contains("aria-describedby") && !Contains("aria-invalid") && !Contains("kern-error"));
}

TEST_CASE("a fault that belongs to no field stands in the summary without a link", "[web]") {
  auto data = page_with(text_field("given_name"));
  web::show_faults(data, {{"", "full", {}}, {"nonsense", "unknown_field", {}}}, de());
  CHECK(data["errors"].size() == 2);
  CHECK(data["errors"][0]["href"] == "");
  CHECK(data["errors"][1]["href"] == "");
  CHECK(data["fields"][0]["error"] == "");
}

TEST_CASE("of two faults of a field the first stands beside it and both in the summary", "[web]") {
  auto data = page_with(text_field("given_name"));
  web::show_faults(data, {{"given_name", "required", {}}, {"given_name", "not_utf8", {}}}, de());
  CHECK(data["errors"].size() == 2);
  CHECK(data["fields"][0]["error"] == de().text("fault.required_given_name"));
}

TEST_CASE("without faults a page has no summary", "[web]") {
  auto data = page_with(text_field("given_name"));
  web::show_faults(data, {}, de());
  CHECK(data["has_errors"] == false);
}

TEST_CASE("a fault fills in its arguments, and one without a text still says something", "[web]") {
  CHECK(web::fault_text({"x", "too_long", {{"most", 100}}}, de()) ==
        "Bitte kürzen Sie die Angabe auf höchstens 100 Zeichen.");
  CHECK(web::fault_text({"x", "never_heard_of", {}}, de()) == de().text("fault.unknown"));
}

TEST_CASE("each kind of field shows its values and marks what was chosen", "[web]") {
  using control = web::form_field::control;
  auto field = text_field("answer.diet");
  field.options = {{"vegan", "Vegan", "", true, false},
                   {"other", "Anderes", "Bitte nennen", false, true}};
  field.optional = true;
  field.show_if = "answer.eat";
  field.show_is = {"yes"};
  for (const auto kind : {control::radio, control::checkboxes, control::select}) {
    field.as = kind;
    const auto html = shown(to_json(field));
    INFO(html);
    CHECK_THAT(html, Contains("value=\"vegan\" ") && Contains("(freiwillig)"));
    CHECK_THAT(html, Contains(kind == control::select ? "value=\"vegan\" selected"
                                                      : "value=\"vegan\" checked"));
    CHECK_THAT(html, !Contains("value=\"other\" checked") && !Contains("value=\"other\" selected"));
    CHECK_THAT(html, Contains("data-show-if=\"answer.eat\" data-show-is=\"[&quot;yes&quot;]\""));
    CHECK_THAT(html, Contains("id=\"field-answer-diet\""));
  }
  field.as = control::textarea;
  CHECK_THAT(shown(to_json(field)), Contains(">&lt;b&gt;&quot;Ada&quot;</textarea>"));
  field.as = control::checkbox;
  field.value = "yes";
  CHECK_THAT(shown(to_json(field)), Contains("type=\"checkbox\"") && !Contains(" checked"));
  field.checked = true;
  CHECK_THAT(shown(to_json(field)), Contains("value=\"yes\" checked"));
}

TEST_CASE("every option of a group has its own label", "[web]") {
  auto field = text_field("session");
  field.as = web::form_field::control::checkboxes;
  field.options = {{"a", "A", "", false, false}, {"b", "B", "ausgebucht", false, false}};
  const auto html = shown(to_json(field));
  CHECK_THAT(html, Contains("for=\"field-session-1\"") && Contains("for=\"field-session-2\""));
  CHECK_THAT(html, Contains("aria-describedby=\"field-session-2-note\"") &&
                       !Contains("aria-describedby=\"field-session-1-note\""));
}
