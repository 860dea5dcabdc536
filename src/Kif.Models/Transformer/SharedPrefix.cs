namespace Kif.Models;

/// <summary>The keys and values of tokens that all prompts of a task begin with, computed once.</summary>
internal sealed class SharedPrefix : IDisposable
{
    private SharedPrefix(KeyValueCache[] caches, int length) => (Caches, Length) = (caches, length);

    /// <summary>The caches of all layers, of one row.</summary>
    public KeyValueCache[] Caches { get; }

    /// <summary>The number of tokens.</summary>
    public int Length { get; }

    /// <summary>Computes the keys and values of what prompts have in common; null if that is nothing, or they can't share it.</summary>
    /// <param name="decoder">The decoder; without an encoder.</param>
    /// <param name="pass">The forward pass.</param>
    /// <param name="prompts">The prompts; each keeps at least its last token.</param>
    /// <param name="device">The device.</param>
    public static SharedPrefix? Of(Transformer decoder, ForwardPass pass, IReadOnlyList<int[]> prompts, Device device)
    {
        int length = prompts.Count < 2 || !decoder.Causal || decoder.Rotaries.Any(r => r.DependsOnLength) ? 0 : Common(prompts);
        if (length < 1) return null;
        using var scope = torch.NewDisposeScope();
        KeyValueCache[] caches = decoder.Caches(pass, 1, length, null);
        var rows = new TokenRows([length], device);
        decoder.Forward(pass, torch.tensor(prompts[0].Take(length).Select(id => (long)id).ToArray(), device: device), rows, caches: new(caches, 0),
            wanted: [length - 1]);
        return new(caches, length);
    }

    /// <summary>Counts the tokens that all prompts begin with, without the last one of any.</summary>
    public static int Common(IReadOnlyList<int[]> prompts)
    {
        int most = prompts.Min(p => p.Length) - 1;
        foreach (int[] prompt in prompts) most = prompt.AsSpan(0, most).CommonPrefixLength(prompts[0].AsSpan(0, most));
        return most;
    }

    public void Dispose()
    {
        foreach (KeyValueCache cache in Caches) cache.Dispose();
    }
}
