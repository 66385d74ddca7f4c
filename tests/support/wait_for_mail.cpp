// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/wait_for_mail.hpp"

#include <chrono>
#include <thread>

namespace zusage::tests {

std::vector<std::string> mails_to(const installation& site, const std::string& address,
                                  const std::string& subject_part) {
  std::vector<std::string> found;
  for (const auto& one : site.mails()) {
    if (mail_header(one, "To").find(address) != std::string::npos &&
        mail_header(one, "Subject").find(subject_part) != std::string::npos) {
      found.push_back(one);
    }
  }
  return found;
}

std::string wait_for_mail(const installation& site, const std::string& address,
                          const std::string& subject_part, int seconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (true) {
    const auto found = mails_to(site, address, subject_part);
    if (!found.empty()) return found.front();
    if (std::chrono::steady_clock::now() >= until) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

multipart_form with_file(const form& values, const std::string& file) {
  const std::string boundary = "zusage-test-boundary";
  std::string body;
  const auto add = [&](const std::string& name, const std::string& more, const std::string& value) {
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more +
            "\r\n\r\n" + value + "\r\n";
  };
  for (const auto& [name, value] : values) add(name, "", value);
  add("file", "; filename=\"liste.csv\"\r\nContent-Type: text/csv", file);
  return {"multipart/form-data; boundary=" + boundary, body + "--" + boundary + "--\r\n"};
}

}  // namespace zusage::tests
