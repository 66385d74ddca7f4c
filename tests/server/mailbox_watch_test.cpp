// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/mailbox_watch.hpp"

#include <algorithm>

#include "tests/server/returned_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/imap_server.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const imap_act refused{"{tag} NO [SERVERBUG] broken\r\n", false, {}, false};
const imap_act done{"{tag} OK done\r\n", false, {}, false};
const imap_act breaks_off{"", true, {}, false};

// At one point what is given, for as long as `when(times)` says so.
template <class F>
imap_server::script at(const std::string& where, imap_act what, F when) {
  return [=](const std::string& point, int times) {
    return point == where && when(times) ? std::optional(what) : std::nullopt;
  };
}

bool always(int) {
  return true;
}

struct mailbox_fixture : watched {
  void read_from(const imap_server& box) {
    with.config().bounce_imap = box.url();
    with.config().bounce_imap_username = "anna";
    with.config().bounce_imap_password = "geheim\"7";
  }
};

std::ptrdiff_t asked(const imap_server& box, const std::string& command) {
  const auto all = box.commands();
  return std::count_if(all.begin(), all.end(),
                       [&](const std::string& one) { return one.rfind("UID " + command, 0) == 0; });
}

}  // namespace

TEST_CASE_METHOD(mailbox_fixture, "the mailbox is read, and what was read is marked as seen",
                 "[server][returned][imap]") {
  imap_server box;
  box.put(7, report_about(id));
  box.put(9, no_report);
  read_from(box);
  server::mailbox_watch watch(with.get());
  watch.take(with.time());
  CHECK(returned() == 1);
  CHECK(box.is_seen(7));
  CHECK(box.is_seen(9));
  // As after a crash between the two: it is taken twice and changes nothing.
  box.put(11, report_about(id));
  watch.take(with.time());
  CHECK(with.count("SELECT COUNT(*) FROM delivery_attempt WHERE phase = 'report'") == 1);
}

TEST_CASE_METHOD(mailbox_fixture, "a mail is marked as seen only after what it says is stored",
                 "[server][returned][imap]") {
  imap_server box;
  box.put(7, report_about(id));
  read_from(box);
  with->db.stop_writing();
  server::mailbox_watch watch(with.get());
  CHECK_THROWS_AS(watch.take(with.time()), schema::error);
  CHECK(asked(box, "FETCH 7") == 1);
  CHECK_FALSE(box.is_seen(7));
}

TEST_CASE_METHOD(mailbox_fixture, "when a mail is marked as seen its report is in the database",
                 "[server][returned][imap]") {
  std::int64_t stored_before = -1;
  imap_server box([&](const std::string& point, int) {
    if (point == "STORE") stored_before = returned();
    return std::optional<imap_act>();
  });
  box.put(7, report_about(id));
  read_from(box);
  server::mailbox_watch(with.get()).take(with.time());
  CHECK(stored_before == 1);
  CHECK(box.is_seen(7));
}

TEST_CASE_METHOD(mailbox_fixture, "mails that the server refuses keep no other, however many",
                 "[server][returned][imap]") {
  constexpr int many = 201;  // more than are asked for at a time
  const auto point = GENERATE("FETCH", "STORE");
  // Not the last one of the first pass.
  imap_server box(at(point, refused, [](int times) { return times != many; }));
  for (std::uint32_t uid = 1; uid <= many; ++uid) box.put(uid, no_report);
  box.put(many + 1, report_about(id));
  read_from(box);
  const kept_log log;
  server::mailbox_watch watch(with.get());
  watch.take(with.time());
  CHECK(returned() == 1);
  CHECK(box.is_seen(many + 1));
  CHECK_FALSE(box.is_seen(1));
  INFO(log.text());
  CHECK(log.count("mail 1 in the mailbox of returned mails is passed over: ") == 1);
  CHECK(log.count("[SERVERBUG] broken") == 10);
  CHECK(log.count("and 191 more mails") == 1);
  watch.take(with.time());
  CHECK(asked(box, "FETCH 1 ") == 2);
  CHECK(log.count("[SERVERBUG] broken") == 10);
}

TEST_CASE_METHOD(mailbox_fixture, "a mail of which the server sends nothing stays unseen",
                 "[server][returned][imap]") {
  const std::string reply = GENERATE("", "* 1 FETCH (UID 7 BODY[]<0> NIL)\r\n");
  imap_server box(at("FETCH", {reply + "{tag} OK done\r\n", false, {}, false},
                     [](int times) { return times == 0; }));
  box.put(7, report_about(id));
  box.put(9, no_report);
  read_from(box);
  const kept_log log;
  server::mailbox_watch watch(with.get());
  watch.take(with.time());
  CHECK_FALSE(box.is_seen(7));
  CHECK(box.is_seen(9));
  CHECK(log.count("mail 7 ") == 1);
  watch.take(with.time());
  CHECK(box.is_seen(7));
  CHECK(returned() == 1);
}

TEST_CASE_METHOD(mailbox_fixture, "a server that does not keep what is seen is left after one pass",
                 "[server][returned][imap]") {
  imap_server box(at("STORE", done, always));
  box.put(7, report_about(id));
  box.put(9, no_report);
  read_from(box);
  server::mailbox_watch(with.get()).take(with.time());
  CHECK(asked(box, "FETCH") == 2);
  CHECK(returned() == 1);
}

TEST_CASE_METHOD(mailbox_fixture, "a mail at which the server breaks off keeps no other for good",
                 "[server][returned][imap]") {
  // Twice: a connection that was lost is made anew once.
  imap_server box(at("FETCH", breaks_off, [](int times) { return times < 2; }));
  box.put(7, no_report);
  box.put(9, report_about(id));
  read_from(box);
  const kept_log log;
  server::mailbox_watch watch(with.get());
  watch.look(with.time());
  CHECK(log.count("error the mailbox of returned mails: ") == 1);
  watch.look(with.time());
  CHECK(returned() == 1);
  CHECK_FALSE(box.is_seen(7));
  CHECK(log.count("can be read again") == 0);
  watch.look(with.time());
  CHECK(box.is_seen(7));
  CHECK(log.count("can be read again") == 1);
}

TEST_CASE_METHOD(mailbox_fixture, "a mailbox that cannot be read is a fault that is said once",
                 "[server][returned][imap]") {
  imap_server box;
  read_from(box);
  with.config().bounce_imap_password = "falsch";
  server::mailbox_watch watch(with.get());
  CHECK_THROWS_AS(watch.take(with.time()), mailer::imap_fault);
  const kept_log log;
  watch.look(with.time());
  watch.look(with.time());
  CHECK(log.count("does not take user name and password") == 1);
}
