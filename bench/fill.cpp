// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// bench_fill DATABASE_URL KEY_FILE EVENT COUNT plain|consent queued|sent: registers COUNT people
// for an event through the program's own rooms, with or without the newsletter's box ticked.
// `sent`: their mails count as delivered, as in a database that has been in use. Addresses come in
// no order, as people do; so does what stands before the @, since a common beginning would put
// those who register one after the other beside each other in every index of addresses.
#include <iostream>
#include <stdexcept>

#include "base/crypto.hpp"
#include "consent/ledger.hpp"
#include "events/registration.hpp"
#include "mailer/outbox.hpp"
#include "schema/database.hpp"

namespace {

using namespace zusage;

constexpr std::int64_t most_in_one_commit = 500;
constexpr std::size_t address_bytes = 8;

struct order {
  std::string url, key_file, event;
  std::int64_t count = 0;
  bool with_consent = false, sent = false;
};

events::typed_fields form_of(const order& what) {
  events::typed_fields typed = {
      {"given_name", "Erika"},
      {"family_name", "Beispiel"},
      {"email", to_hex(random_bytes(address_bytes)) + "@" + what.event + ".example.org"},
      {"organisation", "Stadt Beispielstadt"},
      {"municipality", "05962016"},
      {"function", "Amtsleitung"},
      {"idempotency_key", to_base64url(random_bytes(16))},
      {"lang", "de"}};
  if (what.with_consent) typed.emplace_back("consent.newsletter", "yes");
  return typed;
}

class filling {
 public:
  explicit filling(order what)
      : what_(std::move(what)),
        keys_(secrets::from_file(what_.key_file)),
        db_({what_.url}),
        ledger_(keys_.lookup, keys_.people),
        outbox_("127.0.0.1"),
        registrar_(ledger_, outbox_),
        event_(db_.read(
            [&](const schema::reader& reader) { return catalogue_.find(reader, what_.event); })) {
    if (!event_) throw std::runtime_error("there is no event " + what_.event);
  }

  // Goes on behind those who are registered already; microseconds for each.
  double run() {
    const auto first = registered(), last = first + what_.count;
    const auto before = std::chrono::steady_clock::now();
    for (auto from = first; from < last; from += most_in_one_commit) {
      const auto to = std::min(last, from + most_in_one_commit);
      db_.write([&](schema::transaction& tx) {
        for (auto number = from; number < to; ++number) add(tx);
      });
    }
    const std::chrono::duration<double, std::micro> took =
        std::chrono::steady_clock::now() - before;
    if (what_.sent) count_as_sent();
    return took.count() / double(what_.count);
  }

 private:
  std::int64_t registered() {
    return db_.read([&](const schema::reader& db) {
      return *db.value<std::int64_t>("SELECT COUNT(*) FROM registration WHERE event_id = :1",
                                     event_->id);
    });
  }

  void add(schema::transaction& tx) {
    const auto form = events::check_sign_up(*event_, form_of(what_));
    if (!form)
      throw std::runtime_error(form.error().front().field + ": " + form.error().front().code);
    const auto made = registrar_.register_one(tx, *event_, *form, origin_, now());
    if (made.outcome != events::registered::what::made)
      throw std::runtime_error("a sign-up was not taken");
  }

  void count_as_sent() {
    db_.write([&](schema::transaction& tx) {
      tx.execute(
          "UPDATE message SET state = 'sent', attempts = 1, finished_at = :1 WHERE state = "
          "'queued'",
          now());
    });
  }

  order what_;
  secrets keys_;
  schema::database db_;
  events::catalogue catalogue_;
  consent::ledger ledger_;
  mailer::outbox outbox_;
  events::registrar registrar_;
  std::shared_ptr<const events::event> event_;
  events::origin origin_{"/e/" + what_.event + "/register", "127.0.0.1", "bench"};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::cerr << "usage: bench_fill DATABASE_URL KEY_FILE EVENT COUNT plain|consent queued|sent\n";
    return 2;
  }
  try {
    initialise_crypto();
    filling into({argv[1], argv[2], argv[3], std::stoll(argv[4]),
                  std::string_view(argv[5]) == "consent", std::string_view(argv[6]) == "sent"});
    std::cout << into.run() << "\n";
  } catch (const std::exception& e) {
    std::cerr << "bench_fill: " << e.what() << "\n";
    return 1;
  }
}
