// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_profile.h"

#include <QStringList>

namespace redial {

/// The messages of Redial's own feed server (docs/stream.md), as a client of it speaks them: a
/// fresh token, each channel subscribed from where it was left, heartbeats, JSON pings, recovery.
StreamProfile feedDialect(const QStringList& channels);

} // namespace redial
