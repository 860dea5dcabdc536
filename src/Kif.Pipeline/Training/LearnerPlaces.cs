namespace Kif;

/// <summary>
/// The folders that a learner resumed from and was saved to: the right to write those, and what of them the learner knows, so that it never replaces what
/// another one has saved there since.
/// </summary>
internal sealed class LearnerPlaces : IDisposable
{
    private readonly Dictionary<string, FolderClaim> claims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);

    /// <summary>Notes the content of a folder that was read or written.</summary>
    public void Know(string path, string mark) => known[Path.GetFullPath(path)] = mark;

    /// <summary>Returns the right to write a folder, taken at the first call and kept.</summary>
    /// <exception cref="IOException">Another writer has it, or has saved there since this learner resumed from it.</exception>
    public FolderClaim Claim(string path)
    {
        string full = Path.GetFullPath(path);
        if (claims.TryGetValue(full, out FolderClaim? own))
        {
            if (LearnerFolder.IsClaimed(full)) return own;
            claims.Remove(full);
            own.Dispose();
        }
        FolderClaim taken = LearnerFolder.Claim(full);
        if (known.TryGetValue(full, out string? mark) && LearnerFolder.MarkOf(full) is { } now && now != mark)
        {
            taken.Dispose();
            throw new IOException($"{path} holds what another learner has saved since this one resumed from it; resume from it again, or save elsewhere");
        }
        return claims[full] = taken;
    }

    /// <summary>Gives all rights back.</summary>
    public void Dispose()
    {
        foreach (FolderClaim claim in claims.Values) claim.Dispose();
        claims.Clear();
    }
}
