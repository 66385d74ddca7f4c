// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_mail.hpp"
#include "mailer/mime.hpp"
#include "server/application.hpp"
#include "tests/events/attendee_message_fixture.hpp"
#include "tests/support/text.hpp"
#include "web/locale.hpp"
#include "web/render.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;

namespace {

struct mail_of_message : attendee_message_fixture {
  links linked{key_of(3), "https://events.example.org"};
  std::int64_t ada = add("ada@example.com");

  mail_of_message() { send_out(draft()); }

  mailer::message message() {
    mailer::message m;
    m.organiser_id = at->by.id;
    m.message_id = "m1@example.org";
    m.template_name = "attendee-message";
    m.language = "de";
    m.recipient = "ada@example.com";
    m.data = {{"newsletter", issue().id}};
    m.registration_id = ada;
    m.event_id = at->id;
    m.urgency = mailer::priority::newsletter;
    return m;
  }
  std::optional<mailer::content> compose(const mailer::message& of) {
    return db->read([&](const schema::reader& r) {
      return compose_attendee_message(r, of, linked, server::mail_texts());
    });
  }
};

}  // namespace

TEST_CASE("a service message says what it is about and leads to one's own registration",
          "[events][attendee_messages]") {
  mail_of_message f;
  const auto made = f.compose(f.message()).value();
  const auto mail = web::render_mail("attendee-message", web::find_locale("de"), made.data);
  CHECK(mail.subject == "Anderer Raum");
  const auto own = f.linked.url(link_purpose::registration, "person-1");
  for (const auto& text : {mail.text, mail.html}) {
    INFO(text);
    CHECK(contains(text, "Saal 2"));
    CHECK(contains(text, "weil Sie sich zu „Strategie-Auftakt“ angemeldet haben"));
    CHECK(contains(text, own));
    CHECK_FALSE(contains(text, "Einwilligung"));
  }
  CHECK(made.reply_to == "info@sit.example.org");
  CHECK(made.unsubscribe_url.empty());  // from it follow List-Unsubscribe and List-Id
  CHECK(made.list_id.empty());
}

TEST_CASE("a service message stops when the registration does not belong to it any more",
          "[events][attendee_messages]") {
  mail_of_message f;
  const auto message = f.message();
  CHECK(f.compose(message));
  f.set_status(f.ada, "cancelled");
  CHECK_FALSE(f.compose(message));
  f.set_status(f.ada, "waiting");
  CHECK(f.compose(message));
  auto old = message;
  old.recipient = "before@example.com";  // the address was corrected meanwhile
  CHECK_FALSE(f.compose(old));
  f.erase(f.ada);
  CHECK_FALSE(f.compose(message));
}

TEST_CASE("a test mail of a message is marked and leads to nobody's registration",
          "[events][attendee_messages]") {
  mail_of_message f;
  const auto queued = test_message(f.issue(), "anna@example.org", "en");
  CHECK(queued.template_name == "attendee-message");
  CHECK_FALSE(queued.registration_id);
  auto message = f.message();
  message.data = queued.data;
  message.language = "en";
  message.registration_id = {};
  const auto made = f.compose(message).value();
  const auto mail = web::render_mail("attendee-message", web::find_locale("en"), made.data);
  CHECK(mail.subject == "[Test] Another room");
  CHECK(contains(mail.text, "hall 2"));
  CHECK_FALSE(contains(mail.text, "/r/"));
}
