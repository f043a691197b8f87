// SPDX-License-Identifier: MIT
#include "core/wire/constant_time.h"

#include <QCryptographicHash>

namespace redial {

namespace {

QByteArray digestOf(std::string_view text)
{
    return QCryptographicHash::hash(
        QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())),
        QCryptographicHash::Sha256);
}

} // namespace

bool equalInConstantTime(std::string_view given, std::string_view expected)
{
    // Digests are of one length, whatever was given.
    const QByteArray left = digestOf(given);
    const QByteArray right = digestOf(expected);
    unsigned difference = 0;
    for (qsizetype i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]);
    return difference == 0;
}

} // namespace redial
