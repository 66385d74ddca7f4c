// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/newsletter_attendees.hpp"
#include "events/newsletter_delivery.hpp"
#include "events/newsletter_mail.hpp"
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;

namespace {

const std::string domain = "@stadt.example.org";

struct writing : ring_fixture {
  instant at = signing_up + 2h;

  // What is written to this audience goes out; to whom, sorted, and how many the page showed.
  std::int64_t shown = 0;
  texts send(const message_audience& to) {
    issue_draft draft;
    draft.event_id = of->id;
    draft.kind = issue_kind::service;
    draft.subject = {{"de", "Anderer Raum"}};
    draft.body = {{"de", "Wir treffen uns im Saal 2."}};
    draft.audience = to;
    db->write([&](schema::transaction& tx) {
      tx.execute("DELETE FROM message");
      id_ = add_issue(tx, whose, draft, at).value();
    });
    const auto issue =
        db->read([&](const schema::reader& r) { return find_issue(r, whose, id_).value(); });
    CHECK(issue.audience == to);
    shown = db->read(
        [&](const schema::reader& r) { return count_attendee_recipients(r, ledger, issue, at); });
    db->write([&](schema::transaction& tx) {
      REQUIRE(schedule_issue(tx, whose, issue, at, shown, at).empty());
    });
    for (int i = 0; i < 20; ++i) deliver_newsletters(db.get(), ledger, outbox, {}, at);
    texts all;
    db->read([&](const schema::reader& r) {
      r.each<std::string>("SELECT recipient FROM message WHERE template = 'attendee-message'",
                          [&](std::string one) { all.push_back(std::move(one)); });
    });
    std::sort(all.begin(), all.end());
    return all;
  }
  std::int64_t recipients() {
    return number("SELECT recipients FROM newsletter ORDER BY id DESC LIMIT 1");
  }
  std::optional<mailer::content> composed_to(const std::string& address) {
    mailer::message message;
    const auto row = db->read([&](const schema::reader& r) {
      return r.one<std::string, std::int64_t, std::int64_t>(
          "SELECT data, registration_id, organiser_id FROM message WHERE recipient = :1", address);
    });
    REQUIRE(row);
    message.template_name = "attendee-message";
    message.language = "de";
    message.recipient = address;
    message.data = nlohmann::json::parse(std::get<0>(*row));
    message.registration_id = std::get<1>(*row);
    message.organiser_id = std::get<2>(*row);
    message.event_id = of->id;
    mail_texts words;
    words.pick = [](const nlohmann::json& by, const std::string&) {
      return by.is_object() && by.contains("de") ? by["de"].get<std::string>() : "";
    };
    words.markdown_html = words.markdown_text = [](const std::string& text) { return text; };
    return db->read([&](const schema::reader& r) {
      return compose_attendee_message(r, message, linked_, words);
    });
  }

 private:
  std::string id_;
  links linked_{some_key(3), "https://anmeldung.example.org"};
};

message_audience everybody() {
  message_audience to;
  to.everybody = true;
  return to;
}

}  // namespace

TEST_CASE("a message goes to the contacts of a ring, or to all who stand for its members",
          "[events][ring][attendee_messages]") {
  writing in;
  in.add_member("one");
  in.add_member("two");
  CHECK(in.send({}) == texts{"one" + domain, "two" + domain});
  CHECK(in.shown == 2);
  CHECK(in.send(everybody()) ==
        texts{"one-2" + domain, "one" + domain, "two-2" + domain, "two" + domain});
  CHECK(in.shown == 4);
  CHECK(in.recipients() == 4);
}

TEST_CASE("whoever stands for several members gets a message once",
          "[events][ring][attendee_messages]") {
  writing in;
  in.add_member("one");
  const auto two = in.add_member("two");
  in.db->write([&](schema::transaction& tx) {
    add_ring_person(tx, two.id, "substitute", "One-2" + domain);
  });
  CHECK(in.send(everybody()).size() == 4);
  CHECK(in.shown == 4);
  CHECK(in.recipients() == 4);
}

TEST_CASE("a message to some rings goes to their members alone",
          "[events][ring][attendee_messages]") {
  writing in;
  const auto one = in.add_member("one"), two = in.add_member("two");
  in.add_member("none");
  REQUIRE(in.assign({{one.reference, "a"}, {two.reference, "b"}}) == texts{});
  const auto groups =
      in.db->read([&](const schema::reader& r) { return list_groups(r, in.of->id); });
  auto to = everybody();
  to.groups = {groups.at(0).id};
  CHECK(in.send(to) == texts{"one-2" + domain, "one" + domain});
  CHECK(in.shown == 2);
  to.everybody = false;
  to.groups = {groups.at(0).id, groups.at(1).id};
  CHECK(in.send(to) == texts{"one" + domain, "two" + domain});
}

TEST_CASE("of an application that nobody has decided the contact alone is written to",
          "[events][ring][attendee_messages]") {
  writing in;
  const auto one = in.add_member("one");
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE registration SET status = 'applied' WHERE id = :1", one.id);
  });
  CHECK(in.send(everybody()) == texts{"one" + domain});
}

TEST_CASE("each person's message leads to their own page, and whoever was replaced gets none",
          "[events][ring][attendee_messages]") {
  writing in;
  in.add_member("one");
  in.send(everybody());
  const auto contact = in.composed_to("one" + domain).value().data,
             delegate = in.composed_to("one-2" + domain).value().data;
  CHECK(contact.at("manage_url").get<std::string>().find("/r/") != std::string::npos);
  CHECK(delegate.at("manage_url") == "");
  CHECK(delegate.at("member_url").get<std::string>().find("/m/") != std::string::npos);
  CHECK(delegate.at("member_url") != contact.at("member_url"));
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE ring_person SET ended_at = 1 WHERE role = 'delegate'");
  });
  CHECK_FALSE(in.composed_to("one-2" + domain));
  CHECK(in.composed_to("one" + domain));
}
