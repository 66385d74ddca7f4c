// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/certificates.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace zusage::tests {
namespace {

void run(const std::string& command, const std::string& log) {
  if (std::system((command + " >>'" + log + "' 2>&1").c_str()) == 0) return;
  std::ostringstream said;
  said << command << "\n" << std::ifstream(log).rdbuf();
  throw std::runtime_error(said.str());
}

}  // namespace

void make_certificates(const std::string& folder, const std::string& names) {
  const auto at = [&](const char* name) { return "'" + folder + "/" + name + "'"; };
  const auto log = folder + "/openssl.log";
  std::ofstream(folder + "/names") << "subjectAltName=" << names << "\n";
  run("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Test authority' -keyout " +
          at("ca.key") + " -out " + at("ca.pem"),
      log);
  run("openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout " + at("server.key") +
          " -out " + at("server.csr"),
      log);
  run("openssl x509 -req -days 2 -CAcreateserial -in " + at("server.csr") + " -CA " + at("ca.pem") +
          " -CAkey " + at("ca.key") + " -extfile " + at("names") + " -out " + at("server.pem"),
      log);
}

}  // namespace zusage::tests
