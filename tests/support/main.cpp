// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#define CATCH_CONFIG_RUNNER
#include "tests/support/catch.hpp"

#include "base/crypto.hpp"

int main(int argc, char** argv) {
  zusage::initialise_crypto();
  return Catch::Session().run(argc, argv);
}
