//! The filters of `triage` by whose mail it was and where it went, named like the fields of a query.

use crate::query::Field;
use crate::search::filters::Filters;
use clap::Args;

/// Parts of names, of which only one in each name has to match.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct NameArguments {
    /// Only mail to this domain. A name is found by the start of any word in it: example.org, org
    #[arg(help_heading = "Filters", long, value_name = "NAME", value_parser = parse)]
    pub domain: Option<String>,
    /// Only mail of this envelope sender: news@example.com, or all of example.com
    #[arg(help_heading = "Filters", long, value_name = "ADDRESS", value_parser = parse)]
    pub from: Option<String>,
    /// Only mail that this account submitted
    #[arg(help_heading = "Filters", long, value_name = "NAME", value_parser = parse)]
    pub user: Option<String>,
    /// Only mail from this source: a transport, an address, a virtual MTA, one of your servers
    #[arg(help_heading = "Filters", long, value_name = "NAME", value_parser = parse)]
    pub source: Option<String>,
    /// Only mail that this remote host answered: mx.example.org, or all of example.org
    #[arg(help_heading = "Filters", long, value_name = "HOST", value_parser = parse)]
    pub relay: Option<String>,
}

impl NameArguments {
    /// Adds the names that are asked for to other filters.
    pub fn with(&self, filters: Filters) -> Filters {
        let asked = [
            (Field::Domain, &self.domain),
            (Field::From, &self.from),
            (Field::User, &self.user),
            (Field::Source, &self.source),
            (Field::Relay, &self.relay),
        ];
        let asked = asked.into_iter();
        let asked = asked.filter_map(|(field, name)| Some((field, name.clone()?)));
        Filters {
            names: asked.collect(),
            ..filters
        }
    }

    /// Whether it must be known whose mail it is.
    pub fn are_of_messages(&self) -> bool {
        self.from.is_some() || self.user.is_some() || self.source.is_some()
    }
}

/// As a condition, a blank value would match everything.
fn parse(name: &str) -> Result<String, String> {
    let name = name.trim();
    if name.is_empty() {
        Err("needs a value".to_owned())
    } else {
        Ok(name.to_owned())
    }
}
