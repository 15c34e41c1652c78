internal import StrataCrypto
internal import StrataInfoset

extension Decrypting {
    /// What an element stands for.
    ///
    /// - Parameter room: how many nodes there may be.
    mutating func content(of item: Item, room: Int) throws(XMLSecurityError) -> DecryptedContent {
        let (element, limit) = (item.encrypted.element, policy.quotas.maxNodes)
        var quotas = policy.quotas
        // The reader counts the two records of a document too.
        quotas.maxNodes = max(0, room) + 2
        return try search.content(of: item.encrypted) { (plaintext, search) -> DecryptedContent? in
            do throws(InfosetError) {
                if let content = try DecryptedContent(plaintext.exposed, for: element, isContent: item.isContent, quotas) { return content }
                search.note("what was decrypted is not exactly one element")
            } catch {
                let isTooMuch = error.quota?.name == "maxNodes"
                search.note(
                    "what was decrypted: \(isTooMuch ? "the document has more nodes than quotas.maxNodes, \(limit), allows" : "\(error)")")
            }
            return nil
        }
    }

    /// The limits of the document that comes out: the policy's, and for values that are read also those that it was read with.
    var documentQuotas: XMLQuotas {
        var quotas = policy.quotas
        quotas.maxStringContentLength = min(quotas.maxStringContentLength, infoset.quotas.maxStringContentLength)
        quotas.maxArrayLength = min(quotas.maxArrayLength, infoset.quotas.maxArrayLength)
        return quotas
    }

    /// A document that is too large before anything was decrypted says so.
    func requireRoom() throws(XMLSecurityError) {
        let quotas = policy.quotas
        for (count, limit, name) in [
            (infoset.nodeCount, quotas.maxNodes, "maxNodes"),
            (infoset.storage.nameCharacterCount, quotas.maxNameTableCharCount, "maxNameTableCharCount"),
        ] where count > limit {
            throw XMLSecurityError(.limitExceeded, "the document exceeds quotas.\(name) of the policy, \(limit), before it is decrypted")
        }
    }
}
