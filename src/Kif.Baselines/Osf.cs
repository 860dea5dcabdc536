using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif;

/// <summary>Options of orthogonal subspace fine-tuning.</summary>
internal sealed class OsfOptions
{
    /// <summary>
    /// The share of each matrix's singular directions, the largest, that the first task leaves alone: the number is rounded down, and at least one direction
    /// is trained. Default: 0.5.
    /// </summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.25, 0.9)]
    public double Frozen { get; set; } = 0.5;

    /// <summary>What is added to the share with every task. Default: 0.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0, 0.2)]
    public double FrozenGrowth { get; set; }

    /// <summary>A number of singular directions in place of the share, in every task; null for the share. Default: null.</summary>
    [Range(0, int.MaxValue)]
    public int? FrozenDirections { get; set; }

    /// <summary>
    /// Numbers of single matrices, in every task: pairs <c>expression=number</c>, separated by semicolons. The first regular expression that is found in a
    /// module's path decides; a number with a point is a share, a whole one a number of directions. Default: null, none.
    /// </summary>
    public string? Patterns { get; set; }

    /// <summary>The trained matrices: the ends of their modules' paths, separated by commas; null for all linear maps of the layers. Default: null.</summary>
    public string? Targets { get; set; }

    /// <summary>Whether everything that is no trained matrix is trained too, as it is. Default: null, by profile: no; official code yes.</summary>
    public bool? TrainsOthers { get; set; }

    /// <summary>
    /// Whether a share is one of the larger side of a matrix, which freezes more, rather than of its singular directions. Default: null, by profile: no;
    /// official code yes.
    /// </summary>
    public bool? OfLargerSide { get; set; }

    /// <summary>
    /// Whether the optimizer's steps are projected as the gradients are, so that they stay in the subspace; no published code does so. Default: false.
    /// </summary>
    public bool ProjectsSteps { get; set; }

    /// <summary>
    /// The variant: PEFT's, which is recommended, or the authors' notebook. The paper's text was not at hand, so its profile is the recommended one
    /// (algorithms.md 10.20). Default: Recommended.
    /// </summary>
    public MethodProfile Profile { get; set; }

    internal bool Others => TrainsOthers ?? Profile == MethodProfile.OfficialCode;

    internal bool LargerSide => OfLargerSide ?? Profile == MethodProfile.OfficialCode;
}

/// <summary>
/// Orthogonal subspace fine-tuning: of every matrix the largest singular directions stay, and the task trains the factors of the rest, whose gradients are
/// projected so that they have no part along those that stay (algorithms.md 10.20). The next task decomposes the weights that came of it.
/// </summary>
internal sealed class OsfStrategy : ContinualStrategy
{
    private readonly OsfOptions options;
    private readonly (Regex Expression, double Number, bool Share)[] patterns;
    private ParameterSpace? space;
    private HashSet<string> targets = [];

    /// <summary>Reads the options.</summary>
    /// <param name="options">Shares, matrices and variant.</param>
    /// <exception cref="CompositionException">The patterns can't be read.</exception>
    public OsfStrategy(OsfOptions options)
    {
        this.options = options;
        patterns = [.. Words(options.Patterns, ';').Select(Pattern)];
    }

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Coordinates);

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment attached)
    {
        space = attached.Space;
        string[] ends = [.. Words(options.Targets, ',')];
        foreach (string end in ends)
            if (!space.Parameters.Any(p => IsMatrix(p) && Ends(p, end)))
                throw new CompositionException($"osf.targets names '{end}', and no matrix of the model is in a module whose path ends so");
        // A table of biases by distance is a matrix, but no linear map.
        bool Chosen(ParameterInfo p) => ends.Length > 0 ? ends.Any(end => Ends(p, end))
            : p.Module.Layer is not null && !p.Module.Path.EndsWith("bias", StringComparison.Ordinal);
        targets = [.. space.Parameters.Where(p => IsMatrix(p) && Chosen(p)).Select(p => p.Name)];
        if (targets.Count == 0) throw new CompositionException("osf decomposes matrices of the model's layers, and this model trains none");
    }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        int index = task.Index;
        return new()
        {
            Coordinates = new SubspaceCoordinates(space!, p => targets.Contains(p.Name) ? FrozenOf(p, index) : null, options.Others, options.ProjectsSteps),
        };
    }

    /// <summary>Returns the number of singular directions of a matrix that a task leaves alone.</summary>
    internal int FrozenOf(ParameterInfo matrix, int task)
    {
        (long small, long large) = (matrix.Shape.Min(), matrix.Shape.Max());
        (double number, bool share) = patterns.FirstOrDefault(p => p.Expression.IsMatch(matrix.Module.Path)) is { Expression: not null } found
            ? (found.Number, found.Share)
            // A sum like 0.7 + 0.1 lies below 0.8, which would be rounded down.
            : options.FrozenDirections is { } fixedNumber ? (fixedNumber, false) : (Math.Round(options.Frozen + task * options.FrozenGrowth, 12), true);
        return (int)Math.Min(small - 1, share ? Math.Floor((options.LargerSide ? large : small) * Math.Min(1, number)) : number);
    }

    private static bool IsMatrix(ParameterInfo p) => p.Role == ParameterRole.Weight && p.Shape.Count == 2;

    private static bool Ends(ParameterInfo p, string end) => ("." + p.Module.Path).EndsWith("." + end, StringComparison.Ordinal);

    private static IEnumerable<string> Words(string? list, char separator) =>
        (list ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static (Regex Expression, double Number, bool Share) Pattern(string pair)
    {
        int at = pair.LastIndexOf('=');
        string text = pair[(at + 1)..].Trim();
        bool share = text.Contains('.', StringComparison.Ordinal);
        try
        {
            if (at > 0 && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && (!share || number <= 1))
                return (new Regex(pair[..at].Trim(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), number, share);
        }
        catch (ArgumentException e)
        {
            throw new CompositionException($"osf.patterns has '{pair}', which is no regular expression: {e.Message}");
        }
        throw new CompositionException(
            $"osf.patterns has '{pair}'; wanted: expression=number, with a share from 0.0 to 1.0 or a whole number of directions, "
            + "e.g. q_proj$=0.7; o_proj$=16");
    }
}
