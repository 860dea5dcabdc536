using System.Security.Cryptography;
using System.Text.Json;

namespace Kif.Pipeline.Jobs;

/// <summary>SHA-256 over the examples of a task as runs see them, in lower-case hexadecimal digits.</summary>
internal static class TaskHash
{
    public static string Of(LearningTask task)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(task.Labels));
        foreach (IReadOnlyList<Example> examples in new[] { task.Train, task.Test })
        {
            hash.AppendData([(byte)'\n']);
            foreach (Example e in examples) hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(e));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
