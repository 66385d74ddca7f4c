// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/command_line.hpp"

int main(int argc, char** argv) {
  return zusage::server::run_command_line(argc, argv);
}
