import StrataTLS

/// What kind of connection an input is about.
struct Settings: Hashable {
    enum Course { case script, establishedScript, rawServer, rawClient }
    enum Judge { case none, accepting, refusing, refusingOnServer }

    let version: TLSVersion
    let hasClientCertificate: Bool
    let judge: Judge
    let course: Course
    let resumes: Bool

    init(_ bits: Int) {
        version = bits & 1 == 0 ? .tls13 : .tls12
        hasClientCertificate = bits & 2 != 0
        judge = [.none, .accepting, .refusing, .refusingOnServer][bits >> 2 & 3]
        course = [.script, .establishedScript, .rawServer, .rawClient][bits >> 4 & 3]
        resumes = bits & 64 != 0 && judge == .none
    }

    var clientRefuses: Bool { judge == .refusing }
    var serverRefuses: Bool { judge == .refusingOnServer && hasClientCertificate }
}
