namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>An example of a task stream as a row; its properties are the columns.</summary>
internal sealed class StreamRow
{
    public string Task { get; set; } = "";

    public string Id { get; set; } = "";

    public string Input { get; set; } = "";

    public string Target { get; set; } = "";

    /// <summary>All answers that count as correct.</summary>
    public string[] References { get; set; } = [];

    /// <summary>The answers to choose from; empty where there are none.</summary>
    public string[] Choices { get; set; } = [];

    /// <summary>The dialogue's name; empty for examples outside a dialogue.</summary>
    public string Dialogue { get; set; } = "";

    public int Turn { get; set; }

    public string Slot { get; set; } = "";

    public static StreamRow Of(string task, Example example) => new()
    {
        Task = task, Id = example.Id, Input = example.Input, Target = example.Target, References = [.. example.References], Choices = [.. example.Choices],
        Dialogue = example.Dialogue?.Dialogue ?? "", Turn = example.Dialogue?.Turn ?? 0, Slot = example.Dialogue?.Slot ?? "",
    };
}
