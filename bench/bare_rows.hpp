// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// The rows of one sign-up, written with nothing but SQLite: the limit that `signup` is measured
/// against. Same tables, same indexes, contents of the same size and as random where ours are; no
/// counters, no savepoints, no cryptography, no checks.
namespace bare {

class database {
 public:
  /// Makes the tables from the text of the program's migrations. @throws std::runtime_error
  database(const std::string& path, std::string migrations, bool with_consent);
  ~database();
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  void begin();
  void commit();

  /// One sign-up from the body of the form.
  void insert(std::string_view form);

 private:
  class statement;

  void run(const std::string& script);
  void add_event();
  void prepare_rows();
  void insert_registration(std::string_view form, const std::string& email, std::int64_t now);
  void insert_message(std::string_view template_name, const std::string& email, std::int64_t now);
  void insert_consent(const std::string& email, std::int64_t now);
  std::string random_text(std::size_t length);
  std::string next_number();
  /// Begins with the time, as our ids and references do (base/timed_id.hpp).
  std::string timed_text(std::int64_t now, std::size_t length);

  sqlite3* connection_ = nullptr;
  bool with_consent_;
  std::mt19937_64 random_{20270514};
  std::int64_t registrations_ = 0, records_ = 0;
  std::uint64_t references_ = 0;
  std::unique_ptr<statement> idempotency_, registration_, booking_, message_, principal_, chain_,
      record_, state_, begin_, commit_;
};

}  // namespace bare
