// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QTemporaryDir>

namespace redial::test {

class TestStreamListener : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void whoFindsNoRoomIsReset();
    void whereDescriptorsHaveRunOutThePeerIsTold();
    void aListenerMayBeStoppedWhileItAccepts();
    void whoComesWhileNobodyAcceptsWaits();
    void aPortThatIsTakenIsNamed();
    void severalListenersShareAPort();
    void aListenerWithoutADescriptorNamesTheReason();
    void aSocketIsHandedOverToAnotherThread();
    void aHandoverMayBeDestroyedWhileItHandsOver();
    void tlsCarriesTheSameBytes();
    void tlsWithALowHighMarkLeavesNobodyWaiting();
    void tlsSpeaksTheOneVersionThatItIsTold_data();
    void tlsSpeaksTheOneVersionThatItIsTold();
    void sessionsAreResumedUnlessTheRulesForbidIt_data();
    void sessionsAreResumedUnlessTheRulesForbidIt();
    void anotherHandlerIsToldFromThenOn();
    void tlsIgnoresSigpipeUnlessItIsHandled();
    void aCertificateThatDoesNotVerifyEndsTheConnection();
    void aLimitThatIsTooLowIsNamed();

private:
    QTemporaryDir folder_;
    QString certificate_;
    QString key_;
};

} // namespace redial::test
