using System.Security.Cryptography;

namespace Kif.Pipeline.Learning;

/// <summary>The task in the middle of which a learner was saved.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Examples">SHA-256 of its training examples, in hexadecimal.</param>
internal sealed record PausedTask(string Task, string Examples)
{
    public static PausedTask Of(string task, IReadOnlyList<Example> train)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Example example in train) hash.AppendData(StateJson.Write(example));
        return new(task, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <exception cref="ArgumentException">The task, or its examples, are not the paused ones.</exception>
    public void Check(string task, IReadOnlyList<Example> train)
    {
        if (task != Task) throw new ArgumentException($"the learner is in the middle of task '{Task}', which is learnt to its end before '{task}'", nameof(task));
        if (Of(task, train) != this) throw new ArgumentException($"the learner is in the middle of task '{Task}', but these are other examples than it began with", nameof(train));
    }
}
