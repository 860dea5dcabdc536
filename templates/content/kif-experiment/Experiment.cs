using System.Text.Json;
using System.Text.Json.Serialization;
using Kif;

namespace KifExperiment._1;

/// <summary>The settings of <c>experiment.json</c>.</summary>
internal sealed record Experiment
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public string Model { get; init; } = CompareSettings.Embedded;

    public string Data { get; init; } = CompareSettings.Embedded;

    public string[] Strategies { get; init; } = ["seq-lora", "kif-lora"];

    public string[] Set { get; init; } = [];

    public long[] Seeds { get; init; } = [1];

    public int? TrainLimit { get; init; }

    public int? TestLimit { get; init; }

    public string? Out { get; init; }

    public static Experiment Read(string file) => JsonSerializer.Deserialize<Experiment>(File.ReadAllText(file), Format)!;

    public CompareSettings ToSettings() => (Model == CompareSettings.Embedded ? CompareSettings.ForEmbedded() : new()) with
    {
        Model = Model, Data = Data, Strategies = Strategies, Set = Set, Seeds = Seeds, TrainLimit = TrainLimit, TestLimit = TestLimit, Out = Out,
    };
}
