public import StrataCore
public import StrataCrypto

/// How a peer's certificate is judged.
///
/// The authorities are checked at once; then the validator, where there is one, has the last word and may take its time.
public struct TLSTrust: Sendable, CustomStringConvertible {
    /// The authorities that the peer's chain must lead to; nil leaves everything but the name check to the validator.
    public var authorities: CertificateTrust?

    /// The application's own judgement, asked after the authorities have said yes.
    public var validator: (any CertificateValidator)?

    /// Trust in the given authorities, with a validator to be asked after them.
    public init(authorities: CertificateTrust, validator: (any CertificateValidator)? = nil) {
        self.authorities = authorities
        self.validator = validator
    }

    private init(onlyValidator validator: any CertificateValidator) {
        self.validator = validator
    }

    /// The authorities that the system trusts.
    public static let systemRoots = TLSTrust(authorities: .systemRoots)

    /// Exactly the given roots.
    public static func roots(_ roots: [Certificate]) -> TLSTrust {
        TLSTrust(authorities: .roots(roots))
    }

    /// The given validator alone: no chain, validity or purpose is checked before it is asked, only that the peer holds the key.
    public static func validator(_ validator: any CertificateValidator) -> TLSTrust {
        TLSTrust(onlyValidator: validator)
    }

    /// What a `CertificateValidation` says: one of WCF's five modes, with revocation where it is asked for. The name is checked as
    /// `checksServerName` says. Like every validator it has a say at each connection, so that no session is resumed.
    public static func validation(_ validation: CertificateValidation) -> TLSTrust {
        .validator(ChainValidator(validation, checksName: false))
    }

    /// The same authorities, and the given validator after them.
    public func and(_ validator: any CertificateValidator) -> TLSTrust {
        var copy = self
        copy.validator = validator
        return copy
    }

    public var description: String {
        switch (authorities, validator) {
        case (let authorities?, nil): "\(authorities)"
        case (let authorities?, let validator?): "\(authorities), then \(type(of: validator))"
        case (nil, let validator?): "\(type(of: validator)) alone"
        case (nil, nil): "nobody"
        }
    }
}
