using System.Text.Json;

namespace Kif;

/// <summary>SHA-256 of tasks and examples as runs use them, in lowercase hexadecimal digits.</summary>
internal static class TaskHash
{
    /// <summary>Hashes a task: its labels, training and test examples.</summary>
    public static string Of(LearningTask task) => Sha256.Of(
        [JsonSerializer.SerializeToUtf8Bytes(task.Labels), "\n"u8.ToArray(), .. Pieces(task.Train), "\n"u8.ToArray(), .. Pieces(task.Test)]);

    /// <summary>Hashes training examples.</summary>
    public static string Of(IReadOnlyList<Example> examples) => Sha256.Of(Pieces(examples));

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(IReadOnlyList<Example> examples) =>
        examples.Select(e => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(e));
}
