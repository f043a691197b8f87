// SPDX-License-Identifier: MIT
#include "tests/reconnect/effect_text.h"

#include <QStringList>

namespace redial::test {

namespace {

QString word(std::string_view name)
{
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

} // namespace

QString toText(const ReconnectEffect& effect)
{
    using Kind = ReconnectEffect::Kind;
    switch (effect.kind) {
    case Kind::OpenTransport:
        return QStringLiteral("open %1").arg(effect.epoch);
    case Kind::CloseTransport:
        return QStringLiteral("close %1").arg(effect.epoch);
    case Kind::DropTransport:
        return QStringLiteral("%1 %2").arg(word(nameOf(effect.drop))).arg(effect.epoch);
    case Kind::ArmTimer:
        return QStringLiteral("arm ") + word(nameOf(effect.timer));
    case Kind::CancelTimer:
        return QStringLiteral("cancel ") + word(nameOf(effect.timer));
    case Kind::StateChanged:
        return QStringLiteral("now ") + word(nameOf(effect.to));
    case Kind::Connecting:
        return QStringLiteral("connecting");
    case Kind::Connected:
        return QStringLiteral("connected");
    case Kind::Offline:
        return QStringLiteral("offline");
    case Kind::Closed:
        return effect.guardExpired ? QStringLiteral("closed by guard") : QStringLiteral("closed");
    case Kind::Online:
        return QStringLiteral("online");
    case Kind::BackoffScheduled:
        return QStringLiteral("backoff %1").arg(effect.attempt);
    case Kind::GaveUp:
        return QStringLiteral("gave up: ") + word(nameOf(effect.reason));
    case Kind::StartRefused:
        return QStringLiteral("start refused");
    case Kind::StaleInput:
        return QStringLiteral("stale %1").arg(effect.epoch);
    }
    return {};
}

QString toText(const ReconnectEffects& effects)
{
    QStringList parts;
    for (const ReconnectEffect& effect : effects)
        parts << toText(effect);
    return parts.isEmpty() ? QStringLiteral("nothing") : parts.join(QLatin1String(", "));
}

} // namespace redial::test
