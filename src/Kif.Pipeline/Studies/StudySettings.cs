using System.ComponentModel.DataAnnotations;

namespace Kif.Pipeline.Studies;

/// <summary>The settings of <c>kif study</c>.</summary>
public sealed class StudySettings
{
    /// <summary>The amount of training. Default: small.</summary>
    public StudySize Size { get; set; }

    /// <summary>The seeds; every experiment runs once per seed. Default: 1, 2 and 3.</summary>
    [MinLength(1)]
    public IReadOnlyList<long> Seeds { get; set; } = [1, 2, 3];

    /// <summary>The folder for <c>study.json</c> and <c>study.md</c>; null writes nothing.</summary>
    public string? Out { get; set; }
}
