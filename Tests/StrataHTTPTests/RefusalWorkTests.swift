import StrataCore
import StrataCrypto
@testable import StrataHTTP
import Synchronization
import Testing

/// 91: refusals are to be alike in time too. What is counted here is work: the steps that are computed before a caller is refused, and how
/// many octets are compared.
///
/// That does not show what the time is. It does not see what the validator does, which is the application's, nor what caches, memory and
/// the scheduler make of the same steps; and credentials that are malformed are refused sooner than wrong ones, which tells their sender
/// nothing new.
@Suite(.timeLimit(.minutes(1))) struct RefusalWorkTests {
    private final class Work: Sendable {
        private let done = Mutex<[String]>([])
        func note(_ step: String) { done.withLock { $0.append(step) } }
        func take() -> [String] {
            done.withLock { done in
                defer { done = [] }
                return done
            }
        }

        var judgement: DigestJudgement {
            var judgement = DigestJudgement()
            let real = judgement
            judgement.userHash = {
                self.note("hash of a user")
                return try real.userHash($0, $1, $2, $3)
            }
            judgement.response = {
                self.note("response from a hash of \($1.utf8.count) octets")
                return try real.response($0, $1, $2, $3, $4, $5, $6)
            }
            judgement.equal = {
                self.note("compared \($0.utf8.count) with \($1.utf8.count) octets")
                return real.equal($0, $1)
            }
            return judgement
        }
    }

    @Test(arguments: [HTTPDigestAlgorithm.md5, .sha256], [false, true])
    func digestComputesTheSameForAnybody(_ algorithm: HTTPDigestAlgorithm, _ hashed: Bool) async throws {
        let work = Work()
        var configuration = HTTPTransport.Configuration.defaults
        DigestTests().configure(&configuration, [algorithm])
        let nonces = try DigestNonces(lifetime: .seconds(300))
        let service = DigestService(configuration, DigestTests.Users(hashed: hashed), nonces, work.judgement)
        func judge(_ user: String, _ password: String) async throws -> Bool {
            let line = try DigestTests().field(try nonces.make(), user: user, password: password, algorithm: algorithm)
            let value = String(line.dropFirst("Authorization: ".count))
            if case .user = await service.judge(value, method: "POST", target: "/peer") { return true }
            return false
        }
        #expect(try await judge("alice", "secret"))
        let expected = work.take()
        #expect(expected.count == 3, "\(expected)")
        // Wrong, unknown, and unknown with what stands in for the password that is not there.
        for (user, password) in [("alice", "wrong"), ("bob", "secret"), ("bob", ""), ("", "")] {
            #expect(try await !judge(user, password))
            #expect(work.take() == expected, "\(user) \(password)")
        }
    }

    /// HTTP Basic compares nothing itself: each well-formed pair is shown to the validator once, whoever it names.
    @Test func basicAsksOnceForAnybody() async throws {
        final class Asked: UserNameValidator {
            let names = Mutex<[String]>([])
            func validate(userName: String, password: String) async throws {
                names.withLock { $0.append(userName) }
                try await OneUser().validate(userName: userName, password: password)
            }
        }
        let asked = Asked()
        let binding = plainBinding {
            $0.authenticationScheme = .basic
            $0.userNameValidator = asked
        }
        try await withService(binding, Calc.handler(.soap11)) { listener in
            // alice:secret, alice:wrong, bob:secret, bob:wrong.
            for (pair, status) in [("YWxpY2U6c2VjcmV0", 200), ("YWxpY2U6d3Jvbmc=", 401), ("Ym9iOnNlY3JldA==", 401), ("Ym9iOndyb25n", 401)] {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("hi", "Authorization: Basic \(pair)"))
                    #expect(try await peer.answers(1).map(\.status) == [status])
                }
            }
        }
        #expect(asked.names.withLock { $0 } == ["alice", "alice", "bob", "bob"])
    }
}
