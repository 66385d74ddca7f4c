// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace zusage::tests {

/// The mails to this address in whose subject `subject_part` stands.
std::vector<std::string> mails_to(const installation& site, const std::string& address,
                                  const std::string& subject_part = {});

/// Waits for the first of them; "" when the time is over.
std::string wait_for_mail(const installation& site, const std::string& address,
                          const std::string& subject_part, int seconds = 60);

/// A form with a file as browsers send it: content type and body.
struct multipart_form {
  std::string type, body;
};
multipart_form with_file(const form& values, const std::string& file);

}  // namespace zusage::tests
