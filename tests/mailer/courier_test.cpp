// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/courier.hpp"

#include <functional>
#include <stdexcept>
#include <thread>

#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

const instant start = mail_start;

struct noting : transport {
  std::vector<std::string> bytes;
  std::function<void()> meanwhile = [] {};
  delivery hand_over(const outgoing& what) override {
    bytes.push_back(what.bytes);
    meanwhile();
    return {outcome::sent, phase::end, 250, "250 ok", false};
  }
};

// Composes mails that tell the contact of an organiser, as it stands in the database.
struct fixture {
  test_database db;
  std::int64_t organiser = db.add_organiser("sit");
  std::vector<message> claimed;
  std::int64_t composed = 0;
  std::function<void(const message&)> before = [](const message&) {};
  composer compose = [this](const schema::reader& r, const message& of) {
    before(of);
    ++composed;
    auto c = some_content("x", "https://example.org/" + of.message_id);
    c.reply_to = r.value<std::string>("SELECT contact FROM organiser").value();
    return std::optional(c);
  };
  clock_source clock = [] { return start; };
  noting* sent = nullptr;
  std::unique_ptr<courier> by;

  explicit fixture(std::int64_t messages) {
    auto noted = std::make_unique<noting>();
    sent = noted.get();
    by = std::make_unique<courier>(db.get(), compose, clock,
                                   mailbox{"Zusage", "events@example.org"}, std::move(noted));
    for (std::int64_t id = 1; id <= messages; ++id) {
      message m;
      m.id = id;
      m.message_id = std::to_string(id) + "@example.org";
      m.template_name = "registration-known";
      m.language = "de";
      m.recipient = "anna@example.com";
      m.expires_at = start + 24h;
      claimed.push_back(m);
    }
    set_contact("old@example.org");
  }
  void set_contact(const std::string& address) {
    db->write(
        [&](schema::transaction& tx) { tx.execute("UPDATE organiser SET contact = :1", address); });
  }
  settled handle(std::size_t which) {
    return by->handle(std::span<const message>(claimed).subspan(which)).what;
  }
  bool told(std::size_t which, const std::string& what) const {
    return sent->bytes.at(which).find("Reply-To: " + what) != std::string::npos;
  }
  /// Whether header and text of the mail sent as the `which`-th are those of message `id`.
  bool tells_of(std::size_t which, std::size_t id) const {
    const auto& bytes = sent->bytes.at(which);
    const auto name = std::to_string(id) + "@example.org";
    return bytes.find("<" + name + ">") != std::string::npos &&
           bytes.find("https://example.org/" + name) != std::string::npos;
  }
};

}  // namespace

TEST_CASE("some messages of a claim are composed at once, and each stays itself", "[mailer]") {
  fixture in(40);
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(in.handle(i).message == std::int64_t(i) + 1);
    if (i == 0) CHECK(in.composed == std::int64_t{courier::most_ahead});
    CHECK(in.tells_of(i, i + 1));
  }
  CHECK(in.sent->bytes.size() == 40);
}

TEST_CASE("what was composed too long before its turn is looked up again", "[mailer]") {
  fixture in(2);
  in.sent->meanwhile = [&] {
    in.set_contact("new@example.org");
    std::this_thread::sleep_for(courier::longest_composed + 50ms);
  };
  in.handle(0);
  CHECK(in.composed == 2);
  in.handle(1);
  CHECK(in.told(0, "old@example.org"));
  CHECK(in.told(1, "new@example.org"));
}

TEST_CASE("a message that is passed over does not hand its content to the next", "[mailer]") {
  fixture in(3);
  in.claimed[1].expires_at = start;
  in.handle(0);
  CHECK(in.handle(1).becomes.state == message_state::failed);
  CHECK(in.handle(2).becomes.state == message_state::sent);
  CHECK(in.sent->bytes.size() == 2);
  CHECK(in.tells_of(1, 3));
}

TEST_CASE("a message that cannot be composed does not hold up the others", "[mailer]") {
  fixture in(3);
  in.before = [](const message& of) {
    if (of.id == 2) throw std::runtime_error("no such event");
  };
  CHECK(in.handle(0).becomes.state == message_state::sent);
  const auto failed = in.handle(1);
  CHECK(failed.becomes.state == message_state::queued);
  CHECK(failed.evidence.value().reply == "no such event");
  CHECK(in.handle(2).becomes.state == message_state::sent);
  CHECK(in.sent->bytes.size() == 2);
}
