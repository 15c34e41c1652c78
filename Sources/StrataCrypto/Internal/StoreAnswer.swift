/// What a store is told when it asks for a PIN or a password; without one it must not ask on a terminal.
struct StoreAnswer {
    private let password: SecretBytes?
    private(set) var wasAsked = false

    init(_ password: SecretBytes?) { self.password = password }

    /// Writes the password into the room and says how long it is; -1 when there is none, or it does not fit.
    static let callback: PasswordCallback.Function = { buffer, size, _, argument in
        guard let buffer, let answer = argument?.assumingMemoryBound(to: StoreAnswer.self) else { return -1 }
        answer.pointee.wasAsked = true
        guard let password = answer.pointee.password, password.count <= Int(size) else { return -1 }
        password.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: buffer, count: Int(size)).copyMemory(from: $0) }
        return Int32(password.count)
    }
}
