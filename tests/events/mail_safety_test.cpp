// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "base/text.hpp"
#include "events/check_group.hpp"
#include "events/newsletter.hpp"
#include "events/personal_mails.hpp"
#include "events/ring_people.hpp"
#include "mailer/mime.hpp"
#include "server/application.hpp"
#include "tests/events/application_fixture.hpp"
#include "web/locale.hpp"
#include "web/render.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string base = "https://anmeldung.example.org:8443/";

// MARK stands in everything that is no name, NAME in what may come through of one.
const std::string given = "NAME https://evil.example/x <script>alert(1)</script>";
const std::string family = "www.evil.example {{title}} [[site.name]] " + std::string(50, 'x');
const std::string words =
    "MARK https://evil.example/x <img src=x onerror=1> {{title}} [[site.name]]";

const std::set<std::string> nameless = {
    "registration-verify", "registration-known", "paper-verify",
    "paper-known",         "consent-confirm",    "consent-links",
    "personal-links",      "ring-contact-ended", "ring-person-ended"};

void check_no_foreign_links(const std::string& part) {
  CHECK(lower_ascii(part).find("evil.example") == std::string::npos);
  for (auto at = part.find("://"); at != std::string::npos; at = part.find("://", at + 1)) {
    const auto begin = part.rfind("https", at);
    REQUIRE(begin != std::string::npos);
    // What the organiser set itself are the rooms of its sessions.
    CHECK((part.compare(begin, base.size(), base) == 0 ||
           part.compare(begin, 25, "https://meet.example.org/") == 0));
  }
}

void check_mail(const std::string& name, const web::rendered_mail& mail) {
  for (const auto& part : {mail.subject, mail.text, mail.html}) {
    check_no_foreign_links(part);
    CHECK(part.find("MARK") == std::string::npos);
    CHECK(part.find(std::string(50, 'x')) == std::string::npos);  // names are cut
    if (nameless.contains(name)) CHECK(part.find("NAME") == std::string::npos);
  }
  for (const auto* tag : {"<script", "<img", "<b>"})
    CHECK(mail.html.find(tag) == std::string::npos);
}

/// The composer and the words of the program. Whatever waits in the outbox is looked at as it would
/// leave now; `seen` has what there was.
struct strangers : application_fixture {
  std::set<std::string> seen;

  explicit strangers(nlohmann::json changes) : application_fixture(std::move(changes)) {
    compose = make_composer(catalogue, linked, server::mail_texts(), [this] { return clock; });
  }

  void check_outbox(instant at = signing_up) {
    clock = at;
    db->read([&](const schema::reader& view) {
      for (const auto& message : queued(view)) {
        INFO(message.template_name << " > " << message.recipient);
        const auto made = compose(view, message);
        if (!made) continue;
        const auto& in = web::find_locale(message.language);
        const auto mail = web::render_mail(message.template_name, in, made->data);
        check_mail(message.template_name, mail);
        const auto bytes =
            mailer::to_mime({message, *made, mail, {"Zusage", "events@example.org"}, at});
        const auto headers = bytes.substr(0, bytes.find("\r\n\r\n"));
        CHECK(headers.find("evil.example") == std::string::npos);
        CHECK(headers.find("MARK") == std::string::npos);
        seen.insert(message.template_name);
      }
    });
  }

  events::typed_fields hostile_form(const std::string& email = "ada@stadt.example.org") const {
    events::typed_fields form = {{"given_name", given},   {"family_name", family},
                                 {"email", email},        {"function", words},
                                 {"organisation", words}, {"consent.newsletter", "yes"}};
    if (!of->questions.empty() && of->questions.front().key == "remark") {
      form.emplace_back("answer.remark", words);
      form.emplace_back("answer.wishes", words + "\r\nBcc: x@example.org");
    }
    if (of->find_session("forum-1")) form.emplace_back("session", "forum-1");
    return form;
  }

  events::registered sign_up_group(const events::typed_fields& form) {
    const auto what = events::check_group_sign_up(*of, form).value();
    return db->write([&](schema::transaction& tx) {
      return registrar.register_one(tx, *of, what, from, signing_up);
    });
  }

 private:
  static std::vector<mailer::message> queued(const schema::reader& view) {
    using text = std::string;
    using id = std::optional<std::int64_t>;
    std::vector<mailer::message> all;
    view.each<std::int64_t, text, text, text, text, text, id, id, id, id>(
        "SELECT organiser_id, template, language, recipient, recipient_name, data,"
        " registration_id, event_id, principal_id, purpose_id FROM message ORDER BY id",
        [&](std::int64_t organiser, const text& name, const text& language, const text& to,
            const text& to_name, const text& data, id registration, id event, id principal,
            id purpose) {
          mailer::message one;
          one.message_id = "a@example.org";
          one.organiser_id = organiser;
          one.template_name = name;
          one.language = language;
          one.recipient = to;
          one.recipient_name = to_name;
          one.data = nlohmann::json::parse(data);
          one.registration_id = registration;
          one.event_id = event;
          one.principal_id = principal;
          one.purpose_id = purpose;
          all.push_back(std::move(one));
        });
    return all;
  }
};

using names = std::set<std::string>;

}  // namespace

TEST_CASE("of what a stranger typed only the name reaches an address, cut and without links",
          "[events][safety]") {
  strangers in(nlohmann::json::object());
  const auto made = in.sign_up(in.hostile_form());
  in.check_outbox();
  in.sign_up(in.hostile_form());  // the address is known by now
  in.check_outbox();
  in.change(made.public_id, replaced(in.hostile_form(), "given_name", given + " y"));
  in.check_outbox();
  in.cancel(made.public_id);
  in.check_outbox();
  CHECK(in.seen == names{"registration-confirmed", "consent-confirm", "registration-known",
                         "registration-changed", "registration-cancelled"});
}

TEST_CASE("before an address is confirmed, and on the waiting list, it is the same",
          "[events][safety]") {
  strangers in(nlohmann::json{{"registration", {{"verify_email", true}}}});
  in.sign_up(in.hostile_form());
  in.check_outbox();
  CHECK(in.seen == names{"registration-verify", "consent-confirm"});

  strangers full(nlohmann::json{{"capacity", 1}});
  full.sign_up(full.hostile_form());
  full.sign_up(full.hostile_form("bo@stadt.example.org"));
  full.check_outbox();
  CHECK(full.seen.contains("registration-waiting"));
}

TEST_CASE("who brings others sends them no words of their own", "[events][safety]") {
  strangers in(nlohmann::json::object());
  auto form = in.hostile_form();
  form.insert(form.end(), {{"person.2.given_name", given},
                           {"person.2.family_name", family},
                           {"person.2.email", "victim@stadt.example.org"}});
  in.sign_up_group(form);
  in.check_outbox();
  CHECK(in.mails_called("registration-confirmed") ==
        texts{"ada@stadt.example.org", "victim@stadt.example.org"});
  CHECK(in.seen.contains("registration-confirmed"));
}

TEST_CASE("a paper's mails are no way either", "[events][safety]") {
  for (const bool verify : {false, true}) {
    auto paper = as_paper();
    paper["registration"] = {{"verify_email", verify}};
    strangers in(paper);
    in.sign_up(in.hostile_form());
    in.check_outbox();
    in.sign_up(in.hostile_form());
    in.check_outbox();
    CHECK(in.seen.contains(verify ? "paper-verify" : "paper-confirmed"));
    CHECK(in.seen.contains("consent-confirm"));
  }
}

TEST_CASE("without a directory the name of a municipality is what a stranger typed, and made safe",
          "[events][safety][ring]") {
  strangers in(ring_changes());
  auto form = replaced(in.hostile_form(), "municipality",
                       "Muster https://evil.example/x <b>" + std::string(100, 'x'));
  form.emplace_back("fee", "yes");
  form.insert(form.end(), {{"delegate.1.given_name", given},
                           {"delegate.1.family_name", family},
                           {"delegate.1.email", "victim@stadt.example.org"},
                           {"delegate.1.function", words}});
  const auto made = in.apply(form);
  in.check_outbox();
  REQUIRE(in.decide(made.reference, true) == "confirmed");
  in.db->write([&](schema::transaction& tx) {
    const auto id = events::find_registration(tx, made.public_id)->id;
    events::tell_assignment(tx, in.outbox, id, signing_up + 2h);
    events::mail_personal_links(tx, in.ledger, in.outbox, {"victim@stadt.example.org", "de"},
                                signing_up + 2h);
  });
  in.check_outbox(signing_up + 2h);
  for (const auto* name : {"registration-applied", "registration-approved", "ring-person",
                           "ring-assigned", "personal-links", "consent-confirm"}) {
    INFO(name);
    CHECK(in.seen.contains(name));
  }
}

TEST_CASE("a municipality of the directory is called as it is", "[events][safety][ring]") {
  strangers in(ring_changes());
  in.db->write([](schema::transaction& tx) {
    events::replace_directory(
        tx, {{"09571193", "Rothenburg o.d.T.", "Stadt", events::municipality_kind::municipality,
              "09571", "Ansbach", "Bayern", 11'000, "91541"}});
  });
  in.apply(ring_form("09571193"));
  CHECK(in.composed("registration-applied")->data.at("municipality") == "Rothenburg o.d.T.");
}

TEST_CASE("names with control characters are refused before anything is mailed",
          "[events][safety]") {
  strangers in(nlohmann::json::object());
  for (const auto& name : {std::string("a\r\nBcc: x@example.org"), std::string("\u202eadA"),
                           std::string("a\nb"), std::string("a\0b", 3), std::string("\u2066a")}) {
    CHECK(faults_of(*in.of, replaced(least_form(), "given_name", name)) ==
          texts{"given_name: control_characters"});
  }
  CHECK(faults_of(*in.of, replaced(least_form(), "given_name", std::string(10'000, 'x'))) ==
        texts{"given_name: too_long"});
  CHECK(in.mails().empty());
}
