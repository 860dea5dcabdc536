namespace Kif;

/// <summary>A decomposer of a model's trainable parameters into skill units.</summary>
public interface ISkillUnitDecomposer
{
    /// <summary>Returns the units of a space, disjoint and in a stable order.</summary>
    /// <exception cref="CompositionException">The space lacks the parameters that the units are made of (e.g. rank units without LoRA).</exception>
    SkillUnits Decompose(ParameterSpace space);
}
