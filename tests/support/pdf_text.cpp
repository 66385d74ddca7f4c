// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/pdf_text.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace zusage::tests {
namespace {

std::string output_of(const std::string& command) {
  auto* const pipe = ::popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  std::string all;
  char part[4096];
  while (const auto count = std::fread(part, 1, sizeof part, pipe)) all.append(part, count);
  if (::pclose(pipe) != 0) throw std::runtime_error("fails: " + command);
  return all;
}

/// A file that is there as long as the object.
struct kept_file {
  std::string path = (std::filesystem::temp_directory_path() / "zusage-pdf-XXXXXX").string();
  explicit kept_file(const std::string& content) {
    const int fd = ::mkstemp(path.data());
    if (fd < 0) throw std::runtime_error("no file for a PDF");
    ::close(fd);
    std::ofstream(path, std::ios::binary) << content;
  }
  ~kept_file() { std::filesystem::remove(path); }
  kept_file(const kept_file&) = delete;
  kept_file& operator=(const kept_file&) = delete;
};

}  // namespace

std::string pdf_text(const std::string& pdf) {
  const kept_file file(pdf);
  auto text = output_of("pdftotext -enc UTF-8 " + file.path + " -");
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\f'; }, ' ');
  return text;
}

std::string pdf_facts(const std::string& pdf) {
  const kept_file file(pdf);
  return output_of("pdfinfo -enc UTF-8 " + file.path) +
         output_of("pdfinfo -enc UTF-8 -struct-text " + file.path);
}

}  // namespace zusage::tests
