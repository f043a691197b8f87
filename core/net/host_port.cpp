// SPDX-License-Identifier: MIT
#include "core/net/host_port.h"

namespace redial {

QString HostPort::text() const
{
    const bool isIpv6 = host.contains(QLatin1Char(':'));
    return (isIpv6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host).arg(port);
}

Expected<HostPort, QString> parseHostPort(const QString& text, const QString& defaultHost)
{
    const auto wrong = [&] {
        return Unexpected{
            QStringLiteral("\"%1\" is not HOST:PORT; write for example 127.0.0.1:9000.").arg(text)};
    };
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    QString host = colon < 0 ? QString() : text.left(colon);
    bool isNumber = false;
    const QString number = text.mid(colon + 1);
    const int port = number.toInt(&isNumber);
    if (!isNumber)
        return wrong();
    if (port < 0 || port > 65535)
        return Unexpected{
            QStringLiteral("\"%1\" has the port %2; ports are 0 to 65535.").arg(text, number)};
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']')))
        host = host.mid(1, host.size() - 2);
    else if (host.contains(QLatin1Char(':')))
        return wrong();
    for (const QChar character : host) {
        if (character.isSpace() || character == QLatin1Char('/'))
            return wrong();
    }
    return HostPort{host.isEmpty() ? defaultHost : host, quint16(port)};
}

} // namespace redial
