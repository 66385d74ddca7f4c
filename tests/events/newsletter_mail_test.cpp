// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_mail.hpp"

#include "events/purpose_use.hpp"
#include "mailer/mime.hpp"
#include "server/application.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"
#include "web/locale.hpp"
#include "web/render.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;

namespace {

struct mail_fixture : ledger_fixture {
  std::int64_t purpose_id = [&] {
    const auto id = store(purpose("newsletter"), sit);
    db->write([&](schema::transaction& tx) { store_use(tx, id, {false, true}); });
    return id;
  }();
  organisers::scope staff = organisers::scope::of_operator(sit);
  links with{key_of(3), "https://events.example.org"};
  consent::requested ada = db->write([&](schema::transaction& tx) {
    return ledger.give_by_link(tx, ticked(purpose_id, "ada@example.com"), "page", start);
  });
  newsletter_issue issue = [&] {
    const issue_draft draft{
        "newsletter",
        {{"de", "Neues"}, {"en", "News"}},
        {{"de", "Hier: [Programm](https://example.org/p?a=1&b=2)"}, {"en", "Here"}}};
    const auto id = db->write(
        [&](schema::transaction& tx) { return add_issue(tx, staff, draft, start).value(); });
    return db->read([&](const schema::reader& r) { return find_issue(r, staff, id).value(); });
  }();

  mailer::message message() {
    mailer::message m;
    m.organiser_id = sit;
    m.message_id = "m1@example.org";
    m.template_name = "newsletter";
    m.language = "de";
    m.recipient = "ada@example.com";
    m.data = {{"newsletter", issue.id}, {"state", ada.public_id}};
    m.principal_id = ada.principal_id;
    m.purpose_id = purpose_id;
    m.urgency = mailer::priority::newsletter;
    return m;
  }
  std::optional<mailer::content> compose(const mailer::message& of) {
    return db->read([&](const schema::reader& r) {
      return compose_newsletter(r, of, with, server::mail_texts());
    });
  }
};

}  // namespace

TEST_CASE("a newsletter names who sends it, why, and how to end it with one click",
          "[events][newsletter]") {
  mail_fixture f;
  const auto of = f.message();
  const auto made = f.compose(of).value();
  const auto revoke = f.with.url(link_purpose::revoke, f.ada.public_id);
  CHECK(made.unsubscribe_url == revoke);
  CHECK(made.list_id == "newsletter.sit.events.example.org");
  CHECK_FALSE(made.reply_to.empty());
  const auto text = web::render_mail("newsletter", web::find_locale("de"), made.data);
  CHECK(text.subject == "Neues");
  for (const auto& part : {text.text, text.html}) {
    CHECK(contains(part, revoke));
    CHECK(contains(part, f.with.base_url() + "/p/"));
    CHECK(contains(part, "Rundbrief"));
    CHECK_FALSE(contains(part, "automatisch"));
  }
  CHECK(contains(text.html, "href=\"https://example.org/p?a=1&amp;b=2\""));  // as it was written
  CHECK_FALSE(contains(text.html, "<img"));
  const auto bytes = mailer::to_mime({of, made, text, {"Zusage", "events@example.org"}, start});
  CHECK(contains(bytes, "List-Unsubscribe: <" + revoke + ">\r\n"));
  CHECK(contains(bytes, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
  CHECK(contains(bytes, "List-Id: <newsletter.sit.events.example.org>\r\n"));
  CHECK(contains(bytes, "Reply-To: "));
  CHECK_FALSE(contains(bytes, "Auto-Submitted"));
}

TEST_CASE("each gets the text in their own language", "[events][newsletter]") {
  mail_fixture f;
  auto of = f.message();
  CHECK(f.compose(of)->data.at("newsletter_subject") == "Neues");
  of.language = "en";
  CHECK(f.compose(of)->data.at("newsletter_subject") == "News");
  of.language = "de";
  CHECK(f.compose(of)->data.at("newsletter_subject") == "Neues");
}

TEST_CASE("a test mail says that it is one and ends nobody's consent", "[events][newsletter]") {
  mail_fixture f;
  auto of = f.message();
  of.data = test_message(f.issue, "anna@example.org", "de").data;
  of.principal_id.reset();
  const auto made = f.compose(of).value();
  CHECK(made.unsubscribe_url.empty());
  const auto text = web::render_mail("newsletter", web::find_locale("de"), made.data);
  CHECK(text.subject == "[Test] Neues");
  CHECK(contains(text.text, "Dies ist eine Test-Mail."));
  CHECK_FALSE(contains(text.text, "/u/"));
}

TEST_CASE("a newsletter that was cancelled has nothing to tell any more", "[events][newsletter]") {
  mail_fixture f;
  f.db->write(
      [](schema::transaction& tx) { tx.execute("UPDATE newsletter SET state = 'cancelled'"); });
  CHECK_FALSE(f.compose(f.message()));
}
