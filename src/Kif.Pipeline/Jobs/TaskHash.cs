using System.Security.Cryptography;
using System.Text.Json;

namespace Kif.Pipeline.Jobs;

/// <summary>The SHA-256 hash of the examples of a task as runs use them, in lowercase hexadecimal digits.</summary>
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
