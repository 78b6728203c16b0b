fn main() {
    println!("{}", bouncedex::builtin::CATALOGUE.entries[0].codes());
}
