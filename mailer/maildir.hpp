// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "mailer/delivery.hpp"

/// Each message a file (https://cr.yp.to/proto/maildir.html): written below tmp/, then moved to
/// new/, each step on the disk before the next. One object may serve all threads.
namespace zusage::mailer {

class maildir_transport : public transport {
 public:
  /// Makes the folders that are missing when the first message comes.
  explicit maildir_transport(std::string path);

  delivery hand_over(const outgoing& what) override;

 private:
  std::string path_;
};

}  // namespace zusage::mailer
