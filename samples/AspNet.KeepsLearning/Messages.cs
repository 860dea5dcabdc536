using System.Text.Json;
using System.Text.Json.Serialization;
using Kif;

namespace AspNet.KeepsLearning;

/// <summary>A prompt and the answer wanted.</summary>
public sealed record TaughtExample(string Input, string Output);

/// <summary>A prompt to be answered.</summary>
public sealed record Question(string Input);

/// <summary>What the newest good model says, and how many tasks it has learned.</summary>
public sealed record Answer(string Output, long Tasks);

/// <summary>
/// How far learning is: the task that is learned, those that wait, those that are learned and answer, those that the gate refused, and those that failed, both
/// with the reason.
/// </summary>
public sealed record Status(
    string? Learning, IReadOnlyList<string> Waiting, IReadOnlyList<string> Learned, IReadOnlyDictionary<string, string> Refused,
    IReadOnlyDictionary<string, string> Failed)
{
    internal static Status Of(LearningService learning) => Of(learning.Status);

    private static Status Of(LearningStatus now) => new(now.Learning, now.Waiting, now.Learned, now.Refused, now.Failed);
}

/// <summary>Reads what clients send, and says what is wrong with it.</summary>
internal static class Requests
{
    private const int LongestName = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
        { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Reads rows as a task file has them.</summary>
    /// <exception cref="BadHttpRequestException">They are none; the message says which row and what is missing.</exception>
    public static async Task<LearningTask> ReadTaskAsync(string name, Stream body, CancellationToken aborted)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl))
            throw new BadHttpRequestException($"the name of a task has 1 to {LongestName} characters that are seen");
        TaughtExample[] rows = await ReadAsync<TaughtExample[]>(body, """a list of rows: [{"input": "…", "output": "…"}]""", aborted);
        if (rows.Length == 0) throw new BadHttpRequestException("there is no row; at least one is needed");
        for (int i = 0; i < rows.Length; i++)
            if (rows[i] is null || rows[i].Input.Length == 0 || rows[i].Output.Length == 0)
                throw new BadHttpRequestException($"row {i + 1}: input and output must not be empty");
        return new(name, [.. rows.Select((row, i) => new Example(row.Input, row.Output, $"{i}"))], []);
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="BadHttpRequestException">It is none; the message says what is wrong.</exception>
    public static async Task<T> ReadAsync<T>(Stream body, string wanted, CancellationToken aborted)
    {
        try { return await JsonSerializer.DeserializeAsync<T>(body, Json, aborted) ?? throw new JsonException("it is null"); }
        catch (JsonException e) { throw new BadHttpRequestException($"the body is not {wanted}; {e.Message}"); }
    }
}
