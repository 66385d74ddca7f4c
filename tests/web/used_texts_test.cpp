// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A text that nothing shows is work for every translator and a trap for whoever changes it. What
// shows a text names its key, or puts it together; how, is written down here.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"
#include "web/locale.hpp"

using namespace zusage;

namespace {

using words = std::set<std::string>;

/// How a key is put together: prefix, a name that stands in the code, suffix.
struct composition {
  std::string prefix, suffix;
  std::string from;  ///< the files in whose literals the name stands: how their paths begin
  words names = {};  ///< the only ones; empty: any
};

const std::vector<composition>& compositions() {
  static const std::vector<composition> all = {
      // By enumerators (to_text) and codes.
      {"kind.", "", ""},
      {"mode.", "", ""},
      {"status.", "", "events/"},
      {"channel.", "", ""},
      {"consent.state.", "", "consent/"},
      {"consent.withdrawn_by.", "", ""},
      {"fault.", "", ""},
      {"register.role.", "", "events/"},
      {"ring.role.", "", "events/"},
      {"admin.role.", "", "organisers/"},
      {"admin.event_status.", "", "events/"},
      {"admin.registration_status.", "", "events/"},
      {"registration.thanks_", "", "events/"},
      {"registration.thanks_", "_offer", "events/"},
      {"admin.fault.", "", ""},
      {"admin.plan.", "", "events/mail_plan.cpp"},
      {"admin.plan.", "", "events/certificates.hpp", {"certificates"}},
      {"certificate.done.", "", "server/admin_certificate_acts.cpp"},
      {"attendees.done.", "", "server/admin_attendee.cpp"},
      {"attendees.history.", "", "events/registration_history.cpp"},
      {"attendees.list.kinds.", "", "events/"},
      {"fault.required_", "", "server/form_"},
      {"fault.required_", "", "server/barrier_page.cpp"},
      {"steps.after_", "", "events/"},
      {"preferences.state.", "", "consent/"},
      {"preferences.done.", "", "server/preferences_page.cpp"},
      {"data_request.roles.", "", "events/"},
      {"data_request.method.", "", ""},
      {"data_request.mail.", "", ""},  // how names of templates begin
      {"data_request.mail_state.", "", "mailer/"},
      {"data_request.kind.", "", "events/data_requests.cpp"},
      {"erasure.", "", "events/person_parts.cpp"},
      {"erasure.", "_why", "events/person_parts.cpp"},
      {"requests.", "", "server/admin_requests.cpp"},
      {"requests.", "_hint", "server/admin_request"},
      {"requests.", "_label", "server/admin_request.cpp"},
      {"requests.source_", "", ""},
      {"requests.done_", "", "server/admin_request"},
      {"admin.source.", "", "events/"},
      // What an organiser says on its duty pages.
      {"duty.", ".title", "server/"},
      {"duty.", ".of", "server/"},
      {"duty.imprint.", "", "server/duty_pages.cpp"},
      {"duty.accessibility.conformance_", "", "events/event_file_pages.cpp"},
      {"duty.accessibility.method_", "", "events/event_file_pages.cpp"},
      {"duty.privacy.basis_", "", ""},
      {"duty.barrier.", "", "server/barrier_page.cpp"},
      {"duty.barrier.", "_hint", "server/barrier_page.cpp"},
      // A refusal by its status or its own words (error_page), a mail by its template's name.
      {"error.", ".title", ""},
      {"error.", ".text", ""},
      {"",
       ".title",
       "server/",
       {"error.member_ended", "error.link_replaced", "error.staff_link", "error.second_factor",
        "error.storage", "error.host", "error.csrf", "error.signed_out", "error.commit_unknown",
        "error.token_scope"}},
      {"",
       ".text",
       "server/",
       {"error.member_ended", "error.link_replaced", "error.staff_link", "error.second_factor",
        "error.storage", "error.host", "error.csrf", "error.signed_out", "error.commit_unknown",
        "error.token_scope"}},
      {"", ".title", "server/page.cpp", {"links.unknown", "error.not_reached"}},
      {"", ".text", "server/page.cpp", {"links.unknown", "error.not_reached"}},
      {"consent.",
       "_title",
       "server/consent_end.cpp",
       {"confirm", "confirmed", "revoked", "refused", "purpose_over", "overtaken", "lapsed",
        "expired", "ended"}},
      {"consent.", "_title", "server/consent_pages.cpp", {"earlier"}},
      {"consent.", "_text", "server/consent_pages.cpp", {"earlier"}},
      {"consent.",
       "_text",
       "server/consent_end.cpp",
       {"confirmed", "revoked", "refused", "purpose_over", "overtaken", "lapsed", "expired",
        "ended"}},
      {"purposes.renewal_state.", "", "server/admin_purposes.cpp"},
      {"purposes.done.", "", "server/admin_purposes.cpp"},
      {"purposes.old_", "", "server/admin_purpose_form.cpp", {"stay", "renew"}},
      {"purposes.act_", "", "server/admin_person_acts.cpp", {"revoke", "invalidate"}},
      {"purposes.act_", "_hint", "server/admin_person_acts.cpp", {"revoke", "invalidate"}},
      {"mail.", ".subject", "web/mail/"},
      // By the field that the text stands beside.
      {"register.", "", "server/form_"},
      {"register.", "_hint", "server/form_"},
      {"calendar.", "", "server/calendar_form.cpp"},
      {"calendar.", "", "server/calendar_words.cpp"},
      {"calendar.states.", "", "events/venue_state.cpp"},
      {"ring.field.", "", "server/admin_meetings.cpp"},
      {"ring.field_hint.", "", "server/admin_meetings.cpp"},
      {"admin.invitation.", "", "server/admin_invitations.cpp"},
      {"admin.invitation.", "_hint", "server/admin_invitations.cpp"},
      {"admin.invitation.", "", "events/invitation.cpp"},
      {"admin.",
       "",
       "server/admin_",
       {"password", "current_password", "new_password", "repeat_password", "slug", "starts_on"}},
      // By what has been done.
      {"registration.", "", "server/registration_page.cpp"},
      {"registration.", "_text", "server/registration_view.cpp", {"cancel", "leave", "decline"}},
      {"registration.", "_submit", "server/registration_view.cpp", {"cancel", "leave", "decline"}},
      {"registration.", "", "server/registration_view.cpp", {"cancel", "leave", "decline"}},
      {"ring.done_", "", "server/member_page.cpp"},
      {"admin.decision.", "", "server/admin_attendee.cpp"},
      {"admin.online_done.", "", "server/admin_online_view.cpp"},
      {"admin.online_done.", "", "server/admin_online.cpp"},
      {"admin.upload.", "", "server/admin_uploads.cpp"},
      {"proof.", "", "server/proof_view.cpp"},
      {"mail_check.finding.", "", "mailer/probe.cpp"},
      {"mail_check.phase.", "", "mailer/delivery.cpp"},
      {"messages.kind.", "", "web/mail/"},
      {"messages.outcome.", "", "mailer/"},
      {"messages.outcome.",
       "",
       "events/take_returned.cpp",
       {"returned-soft", "returned-hard", "returned-complaint", "returned-unproven"}},
      {"messages.flow.", "", "mailer/health.cpp"},
      {"messages.done.", "", "server/admin_message.cpp"},
      {"check_in.result.", "", "events/check_in.cpp"},
      {"mail_texts.group.", "", "events/mail_kinds.cpp"},
      {"mail_texts.kind.", "", "events/mail_kinds.cpp"},
      {"mail_texts.placeholder.", "", "events/mail_kinds.cpp"},
      {"mail_texts.done.", "", "server/admin_mail_text.cpp"},
      {"newsletters.state.", "", ""},
      {"newsletters.figure.", "", "server/admin_newsletter_view.cpp"},
      // Both areas have the same pages (area_text).
      {"newsletters.", "", "server/admin_newsletter"},
      {"attendee_messages.", "", "server/admin_"},
      {"attendee_messages.kind.", "", "events/newsletter_issue.hpp"},
      {"attendee_messages.kind_note.", "", "events/newsletter_issue.hpp"},
      {"attendee_messages.field.", "", "server/admin_attendee_message_form.cpp"},
      {"attendee_messages.hint.", "", "server/admin_attendee_message_form.cpp"},
      {"newsletters.done.", "", "server/admin_newsletter.cpp"},
      {"",
       "_text",
       "server/admin_newsletter.cpp",
       {"newsletters.ask_cancel", "newsletters.ask_resend", "newsletters.ask_delete"}},
      {"",
       "_submit",
       "server/admin_newsletter.cpp",
       {"newsletters.ask_cancel", "newsletters.ask_resend", "newsletters.ask_delete"}},
      // Of the rules by which is erased, and the words of their table.
      {"retention.rule.", ".what", "events/retention_rules.cpp"},
      {"retention.rule.", ".why", "events/retention_rules.cpp"},
      {"retention.rule.", ".how", "events/retention_rules.cpp"},
      {"retention.people.", "", "events/retention_rules.cpp"},
      {"retention.basis.", "", "events/retention_rules.cpp"},
      {"retention.from.", "", "events/retention_rules.cpp"},
      {"retention.period.", "", "events/retention_rules.cpp"},
      {"retention.pace.", "", "events/retention_rules.cpp"},
      {"retention.column.", "", "server/admin_retention.cpp"},
      {"api_tokens.field.", "", "server/admin_api_tokens.cpp"},
      {"fault.required_", "", "server/admin_webhook_view.cpp", {"kinds"}},
      {"webhooks.field.", "", "server/admin_webhook_view.cpp"},
      {"webhooks.hint.", "", "server/admin_webhook_view.cpp"},
      {"webhooks.part.", "", "events/webhooks.cpp"},
      {"webhooks.kind.", "", "events/webhooks"},
      {"webhooks.paused.", "", ""},
      {"webhooks.call.", "", ""},
      {"webhooks.problem.", "", ""},
      {"webhooks.done.", "", "server/admin_webhook.cpp"},
      {"webhooks.ask_", "", "server/admin_webhook.cpp"},
      {"webhooks.ask_", "_text", "server/admin_webhook.cpp"},
      {"webhooks.ask_", "_submit", "server/admin_webhook.cpp"},
      {"export.column.", "", "server/admin_export_page.cpp"},
      {"export.group.", "", "server/admin_export_page.cpp"},
      {"export.as.", "", "server/admin_export_page.cpp"},
      {"export.who_is.", "", "events/export_filter.cpp"},
      {"export.sheet_", "", "server/admin_export_print.cpp"},
      {"export.", "_of", "server/admin_"},
      {"api_tokens.hint.", "", "server/admin_api_tokens.cpp"},
      {"api_tokens.scope.", "", "organisers/api_tokens.cpp"},
      // Of staff and the audit trail.
      {"people.role_note.", "", "organisers/scope.cpp"},
      {"people.done.", "", "server/admin_staff.cpp"},
      {"event_staff.role_note.", "", "organisers/scope.cpp"},
      {"event_staff.done.", "", "server/admin_event_staff.cpp"},
      {"people.group.", "", "organisers/audit_search.cpp"},
      {"people.detail.", "", ""},
      {"people.field.", "", "events/"},
      {"people.source.", "", ""},
      {"people.section.", "", ""},
      {"people.export_of.", "", "server/"},
      {"people.sent_again.", "", "server/admin_message.cpp"},
      {"people.act.", "", ""},
      {"people.", "", "server/admin_trail.cpp", {"about", "from", "until"}},
      {"proof.recorded.", "", ""},
      {"proof.", "", "server/admin_consent_overview.cpp", {"verified", "just_verified"}},
      {"proof.act.", "", ""},
      // Of the editor of events.
      {"fault.editor_", "", "events/"},
      {"editor.field.", "", "server/"},
      {"editor.hint.", "", "server/"},
      {"editor.section.", "", "server/editor_parts.cpp"},
      {"editor.intro.", "", "server/editor_parts.cpp"},
      {"editor.new.", "", "server/editor_"},
      {"editor.list.", "", "server/editor_"},
      {"editor.element.", "", "server/editor_"},
      {"editor.group_kind.", "", "server/editor_ring_fields.cpp"},
      {"editor.type.", "", "events/"},
      {"editor.check.", "", "events/publish_check.cpp"},
      {"import_registrations.count.", "", "server/admin_registration_import_view.cpp"},
      {"import_registrations.fact.", "", "server/admin_registration_import_view.cpp"},
      {"import_registrations.fault.", "", "events/"},
      {"export.list.", "", "server/admin_export_page.cpp"},
      {"import_registrations.left.", "", "events/registration_import_trail.cpp"},
      {"import_registrations.source.", "", "events/registration_import_columns.cpp"},
      {"import_registrations.target.", "", "events/registration_import"},
      {"import_consents.count.", "", "server/admin_consent_import.cpp"},
      {"import_consents.fact.", "", "server/admin_consent_import_view.cpp"},
      {"import_consents.done_", "", "server/admin_consent_import.cpp"},
      {"import_consents.fault_", "", "events/consent_file.cpp"},
  };
  return all;
}

/// The literals of a C++ source, and the numbers in it. Adjacent literals stay apart.
words literals_of(std::string_view source) {
  words found;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const auto rest = source.substr(i);
    if (rest.starts_with("//")) {
      i = std::min(source.find('\n', i), source.size());
    } else if (rest.starts_with("R\"")) {
      const auto open = source.find('(', i);
      const auto end = ")" + std::string(source.substr(i + 2, open - i - 2)) + "\"";
      i = source.find(end, open) + end.size() - 1;
    } else if (source[i] == '"' ||
               (source[i] == '\'' && !(i > 0 && std::isxdigit(source[i - 1])))) {
      auto end = i + 1;
      while (source[end] != source[i]) end += source[end] == '\\' ? 2U : 1U;
      if (source[i] == '"') found.emplace(source.substr(i + 1, end - i - 1));
      i = end;
    } else if (std::isdigit(source[i])) {
      auto end = i;
      while (end < source.size() && std::isalnum(source[end])) ++end;
      found.emplace(source.substr(i, end - i));
      i = end - 1;
    } else if (std::isalpha(source[i]) || source[i] == '_') {
      while (i + 1 < source.size() && (std::isalnum(source[i + 1]) || source[i + 1] == '_')) ++i;
    }
  }
  return found;
}

/// The keys of `[[key]]` in a template.
words keys_in(std::string_view text) {
  words found;
  for (auto at = text.find("[["); at != std::string_view::npos; at = text.find("[[", at + 1)) {
    found.emplace(text.substr(at + 2, text.find("]]", at) - at - 2));
  }
  return found;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What stands in the sources, by file.
struct sources {
  std::map<std::string, words> literals;
  words keys;  ///< in templates

  bool have(const std::string& literal, std::string_view from) const {
    return std::any_of(literals.begin(), literals.end(), [&](const auto& file) {
      return file.first.starts_with(from) && file.second.contains(literal);
    });
  }
};

sources read_sources() {
  const std::filesystem::path root = ZUSAGE_SOURCE_DIR;
  sources all;
  for (const auto* folder :
       {"base", "schema", "web", "consent", "mailer", "organisers", "events", "server"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto path = entry.path().lexically_relative(root).generic_string();
      const auto ending = entry.path().extension();
      if (ending == ".cpp" || ending == ".hpp") {
        all.literals[path] = literals_of(content_of(entry.path()));
      } else if (ending == ".html" || ending == ".txt") {
        all.keys.merge(keys_in(content_of(entry.path())));
        if (path.starts_with("web/mail/")) all.literals[path].insert(entry.path().stem().string());
      }
    }
  }
  return all;
}

bool is_composed(const composition& by, const std::string& key, const sources& in) {
  const auto around = by.prefix.size() + by.suffix.size();
  if (key.size() <= around || !key.starts_with(by.prefix) || !key.ends_with(by.suffix))
    return false;
  const auto name = key.substr(by.prefix.size(), key.size() - around);
  if (!by.names.empty() && !by.names.contains(name)) return false;
  // A plan's name is `reminder.<key>`.
  return in.have(name, by.from) || in.have(name + ".", by.from);
}

bool is_used(const std::string& key, const sources& in) {
  if (key.starts_with("locale.") || in.keys.contains(key) || in.have(key, "")) return true;
  if (std::any_of(compositions().begin(), compositions().end(),
                  [&](const composition& by) { return is_composed(by, key, in); }))
    return true;
  // In the words of a kind of event (kind_text).
  for (const std::string kind : {"paper.", "ring."}) {
    if (key.starts_with(kind) && is_used(key.substr(kind.size()), in)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every text is shown by something", "[web]") {
  const auto all = read_sources();
  REQUIRE(all.literals.size() > 100);
  REQUIRE(all.keys.size() > 100);
  for (const auto& key : web::find_locale("de").keys()) {
    INFO(key);
    CHECK(is_used(key, all));
  }
}

TEST_CASE("what texts are put together from stands in the code", "[web]") {
  const auto all = read_sources();
  const auto& german = web::find_locale("de");
  const auto keys = german.keys();
  for (const auto& by : compositions()) {
    INFO(by.prefix << "*" << by.suffix << " from " << by.from);
    CHECK((by.prefix.empty() || all.have(by.prefix, "")));
    CHECK((by.suffix.empty() || all.have(by.suffix, "")));
    CHECK(std::any_of(keys.begin(), keys.end(),
                      [&](const auto& key) { return is_composed(by, key, all); }));
    for (const auto& name : by.names) CHECK(all.have(name, by.from));
  }
  for (const auto* kind : {"paper.", "ring."}) CHECK(all.have(kind, "server/"));
}

TEST_CASE("a text that nothing names is found", "[web]") {
  sources few;
  few.literals["server/form_view.cpp"] = literals_of(
      "in.text(\"a.b\"); // in.text(\"a.comment\")\nx = 1'000; y = \"phone\"; 503; "
      "c = '\"'; R\"({\"a.raw\"})\"; \"last\"");
  few.keys = keys_in("<p>[[a.template]] {{x}}</p>");
  CHECK(is_used("a.b", few));
  CHECK(is_used("paper.a.b", few));
  CHECK(is_used("a.template", few));
  CHECK(is_used("register.phone", few));
  CHECK(is_used("error.503.title", few));
  CHECK(is_used("register.last", few));
  CHECK_FALSE(is_used("a.comment", few));
  CHECK_FALSE(is_used("a.raw", few));
  CHECK_FALSE(is_used("a.c", few));
  CHECK_FALSE(is_used("admin.phone", few));
  CHECK_FALSE(is_used("error.599.title", few));
  CHECK_FALSE(is_used("mail.phone.subject", few));
}
